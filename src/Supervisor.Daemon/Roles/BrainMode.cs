namespace Supervisor.Daemon.Roles;

/// <summary>Where supervisord runs. The keeper tells each brain, as its first argument.</summary>
internal enum BrainMode
{
    /// <summary>As asked for (<c>-n</c>, <c>nodaemon</c>): directory, umask and descriptors stay as they are.</summary>
    Foreground,

    /// <summary>As process 1, which cannot go into the background: all but that is as in the background.</summary>
    FirstProcess,

    Background,
}

internal static class BrainModes
{
    private const string Prefix = "--supervisor-brain=";

    public static string ToArgument(this BrainMode mode) => mode switch
    {
        BrainMode.Foreground => Prefix + "foreground",
        BrainMode.FirstProcess => Prefix + "first-process",
        _ => Prefix + "background",
    };

    public static BrainMode Of(string argument) =>
        Enum.GetValues<BrainMode>().First(mode => mode == BrainMode.Background || mode.ToArgument() == argument);
}
