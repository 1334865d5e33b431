using System.Text;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess;

/// <summary>What to do with bytes that are no text of the encoding: the <c>errors</c> of Python.</summary>
public enum TextErrors
{
    /// <summary>An exception (<see cref="DecoderFallbackException"/>).</summary>
    Strict,

    /// <summary>U+FFFD, or <c>?</c> when encoding.</summary>
    Replace,

    /// <summary>They are left out.</summary>
    Ignore,
}

/// <summary>How to start a child: the parameters of Python's <c>subprocess.Popen</c>.</summary>
/// <remarks>
/// <c>preexec_fn</c> cannot exist, since a runtime with threads cannot run code between fork and exec;
/// <see cref="Settings"/> does what it is mostly used for (limits, nice, chroot, CPU affinity, OOM score, no new privileges,
/// parent-death signal, cgroup). <c>startupinfo</c> and <c>creationflags</c> are Windows'.
/// </remarks>
public sealed record PopenOptions
{
    /// <param name="args">The program and its arguments; at least the program.</param>
    public PopenOptions(params IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Count == 0)
            throw new ArgumentException("the program is missing", nameof(args));
        Args = args;
    }

    /// <summary>argv. Its first word is also the program, unless <see cref="Executable"/> names another.</summary>
    public IReadOnlyList<string> Args { get; init; }

    /// <summary>The program. Without a slash it is looked up in the PATH of <see cref="Environment"/>, or ours.</summary>
    public string? Executable { get; init; }

    public Redirect Stdin { get; init; } = Redirect.Inherit;

    public Redirect Stdout { get; init; } = Redirect.Inherit;

    public Redirect Stderr { get; init; } = Redirect.Inherit;

    /// <summary>Size in bytes of a buffer before the child's stdin, flushed by <see cref="Stream.Flush"/> or closing; 0: none.</summary>
    public int BufferSize { get; init; }

    /// <summary>Capacity of the pipes in bytes, at least one page; null leaves it to the kernel (64 KiB).</summary>
    public int? PipeSize { get; init; }

    /// <summary>Whether all descriptors from 3 on are closed in the child, but for <see cref="PassDescriptors"/>.</summary>
    public bool CloseDescriptors { get; init; } = true;

    /// <summary>Descriptors that the child gets under the same numbers (3 and up).</summary>
    public IReadOnlyList<int> PassDescriptors { get; init; } = [];

    /// <summary>Working directory, or null for ours. A relative <see cref="Executable"/> with a slash counts from it.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The whole environment, or null for ours.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Encoding of the text readers and writers, and of results as text.</summary>
    public Encoding Encoding { get; init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public TextErrors Errors { get; init; } = TextErrors.Strict;

    /// <summary>Default disposition for every signal, and an empty mask. .NET ignores SIGPIPE, which the child would inherit.</summary>
    public bool RestoreSignals { get; init; } = true;

    /// <summary>setsid(2): a new session, without a terminal.</summary>
    public bool StartNewSession { get; init; }

    /// <summary>A process group to join, 0 for a new one led by the child; null: ours.</summary>
    public int? ProcessGroup { get; init; }

    /// <summary>User to become, by name or number; only the uid changes.</summary>
    public string? User { get; init; }

    /// <summary>Group to become, by name or number; only the gid changes.</summary>
    public string? Group { get; init; }

    /// <summary>Supplementary groups to have, by name or number; null: ours.</summary>
    public IReadOnlyList<string>? ExtraGroups { get; init; }

    /// <summary>File mode creation mask, or null for ours.</summary>
    public int? Umask { get; init; }

    /// <summary>What else the exec stage shall apply. Its umask and identity give way to the options here.</summary>
    public ExecSettings? Settings { get; init; }

    /// <summary>A command line for <c>/bin/sh -c</c>, with positional parameters <c>$0</c>, <c>$1</c> ... after it.</summary>
    public static PopenOptions Shell(string script, params ReadOnlySpan<string> parameters) => new(["/bin/sh", "-c", script, .. parameters]);
}
