namespace Supervisor.Ctl.Doctor;

/// <summary>How far a promise of supervisord holds here.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>It holds with a restriction, which the text names.</summary>
    Limited,

    /// <summary>It does not hold.</summary>
    Failed,

    /// <summary>It could not be found out.</summary>
    Unknown,
}

/// <summary>What one check came to.</summary>
/// <param name="Check">What was looked at; stable, for scripts.</param>
/// <param name="Verdict">How far the promise holds.</param>
/// <param name="Text">What was found, and what follows from it.</param>
/// <param name="Remedy">What can be done about it; null when nothing has to be.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Text, string? Remedy = null)
{
    public static Finding Ok(string check, string text) => new(check, Verdict.Ok, text);

    public static Finding Limited(string check, string text, string? remedy = null) => new(check, Verdict.Limited, text, remedy);

    public static Finding Failed(string check, string text, string remedy) => new(check, Verdict.Failed, text, remedy);

    public static Finding Unknown(string check, string text) => new(check, Verdict.Unknown, text);
}
