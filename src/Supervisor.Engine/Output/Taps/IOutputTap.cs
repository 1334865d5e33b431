namespace Supervisor.Engine.Output.Taps;

/// <summary>
/// Sees every byte of a channel on its way to the log, and decides what goes on: itself (a copy for events or the main
/// log), a part of it (capture), or something else (colours stripped). Called on the pump thread: it must not block.
/// A channel with taps moves its bytes through memory; one without is spliced.
/// </summary>
public interface IOutputTap
{
    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">Valid during the call.</param>
    /// <returns>What goes on to the next tap and the log: <paramref name="bytes"/>, or memory that stays valid until the next call.</returns>
    ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes);

    /// <summary>The last open pipe of the channel has ended: what was held back for a continuation will not be continued.</summary>
    /// <returns>What was held back and goes on now, as that of <see cref="Pass"/>.</returns>
    ReadOnlySpan<byte> End();
}
