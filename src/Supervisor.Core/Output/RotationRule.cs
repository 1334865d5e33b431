namespace Supervisor.Core.Output;

/// <summary>
/// Where a file ends: at its limit, if that is the end of a line; otherwise at the next newline, if one comes within
/// <see cref="LineSlack"/>; otherwise there. So lines stay whole, and an endless line cannot break the bound.
/// </summary>
public static class RotationRule
{
    /// <summary>Bytes by which a file may exceed its limit to finish a line: 64 KiB.</summary>
    public const int LineSlack = 64 * 1024;

    /// <summary>What may be done with a file of this size.</summary>
    /// <param name="size">Present size in bytes.</param>
    /// <param name="policy">Its limit.</param>
    public static RotationStep At(long size, RotationPolicy policy)
    {
        if (!policy.Rotates) return new(RotationAction.Fill, long.MaxValue);
        if (size < policy.MaxBytes) return new(RotationAction.Fill, policy.MaxBytes - size);
        var slack = LineSlack - (size - policy.MaxBytes);
        return slack > 0 ? new(RotationAction.FinishLine, slack) : new(RotationAction.Rotate, 0);
    }

    /// <summary>How much of what comes next still belongs to a file that waits for the end of its line.</summary>
    /// <param name="next">The bytes that come next.</param>
    /// <param name="slack">What the file may still take.</param>
    /// <returns>The bytes up to and with the first newline; all that fits into the slack when there is none.</returns>
    public static int FinishLine(ReadOnlySpan<byte> next, long slack)
    {
        var within = next[..(int)Math.Min(next.Length, slack)];
        var newline = within.IndexOf((byte)'\n');
        return newline < 0 ? within.Length : newline + 1;
    }
}
