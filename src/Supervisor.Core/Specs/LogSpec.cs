using System.Text.Json.Serialization;

namespace Supervisor.Core.Specs;

/// <summary>Where one output stream of a process goes.</summary>
[JsonDerivedType(typeof(LogDestination.None), "none")]
[JsonDerivedType(typeof(LogDestination.Auto), "auto")]
[JsonDerivedType(typeof(LogDestination.File), "file")]
public abstract record LogDestination
{
    private LogDestination()
    {
    }

    /// <summary>Read and not kept in a file.</summary>
    public sealed record None : LogDestination
    {
        public static readonly None Instance = new();
    }

    /// <summary>A file of our own naming in <c>childlogdir</c>.</summary>
    public sealed record Auto : LogDestination
    {
        public static readonly Auto Instance = new();
    }

    /// <summary>A file, absolute; <c>/dev/stdout</c> and <c>/dev/stderr</c> mean the daemon's own descriptors.</summary>
    public sealed record File(string Path) : LogDestination;
}

/// <summary>All that is configured for one output stream.</summary>
public sealed record LogSpec
{
    public static readonly LogSpec Default = new();

    public LogDestination Destination { get; init; } = LogDestination.Auto.Instance;

    /// <summary>Bytes after which the file is rotated; 0 or less never rotates. Default 50 MB (x1024).</summary>
    public long MaxBytes { get; init; } = 50L * 1024 * 1024;

    /// <summary>Rotated files kept; 0 truncates in place.</summary>
    public int Backups { get; init; } = 10;

    /// <summary>Bytes of the capture ring; 0 turns capture mode off.</summary>
    public long CaptureMaxBytes { get; init; }

    /// <summary>Whether PROCESS_LOG events are emitted.</summary>
    public bool EventsEnabled { get; init; }

    /// <summary>Whether each line also goes to syslog.</summary>
    public bool Syslog { get; init; }

    /// <summary>Whether each line also goes to journald.</summary>
    public bool Journal { get; init; }
}
