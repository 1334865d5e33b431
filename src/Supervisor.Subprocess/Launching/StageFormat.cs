namespace Supervisor.Subprocess.Launching;

/// <summary>
/// The settings as the exec stage reads them, from a memory file that it inherits: 32-bit and 64-bit numbers in the
/// machine's order and NUL-terminated strings with their length before them (-1: none), in the order that the writer and
/// the reader spell out. Both are always the same build.
/// </summary>
internal static class StageFormat
{
    internal const int Magic = 0x53584553;

    /// <summary>The only argument of the stage, or the last one: this and the number of the settings' descriptor.</summary>
    internal const string Marker = "--supervisor-exec-stage=";

    /// <summary>A number that is not given.</summary>
    internal const int None = int.MinValue;

    /// <summary>In the place of a stage in a status message: all is done, the exec comes next.</summary>
    internal const int AboutToExec = -1;

    /// <summary>A status message is three 32-bit numbers: stage, errno, index of the resource limit.</summary>
    internal const int StatusSize = 12;

    /// <summary>The first descriptor of sd_listen_fds(3).</summary>
    internal const int ListenDescriptor = 3;

    internal const string ListenCount = "LISTEN_FDS=";

    internal const string ListenPid = "LISTEN_PID=";

    /// <summary>Bytes that a pid may need: the digits of a 32-bit number.</summary>
    internal const int PidRoom = 10;

    /// <summary>What the stage ends with when it has told its failure.</summary>
    internal const int FailureExitCode = 127;
}
