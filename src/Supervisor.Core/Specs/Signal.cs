namespace Supervisor.Core.Specs;

/// <summary>
/// A signal by its name without <c>SIG</c> ("TERM", "USR1", "RTMIN"). The number is a matter of the host and is known to
/// the POSIX room only.
/// </summary>
public readonly record struct Signal(string Name)
{
    public static readonly Signal Term = new("TERM");
    public static readonly Signal Kill = new("KILL");
    public static readonly Signal Int = new("INT");
    public static readonly Signal Quit = new("QUIT");
    public static readonly Signal Hup = new("HUP");

    public override string ToString() => $"SIG{Name}";
}
