using Supervisor.Posix;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess;

/// <summary>What goes wrong with a child.</summary>
public abstract class SubprocessException : Exception
{
    private protected SubprocessException(string message, IReadOnlyList<string> args)
        : base(message) => Args = args;

    /// <summary>argv of the child.</summary>
    public IReadOnlyList<string> Args { get; }
}

/// <summary>A child could not be started; no process is left of the attempt.</summary>
public sealed class LaunchException : SubprocessException
{
    internal LaunchException(IReadOnlyList<string> args, LaunchFailure failure)
        : base(Describe(args, failure), args)
    {
        Stage = failure.Stage;
        Errno = failure.Errno;
        Subject = failure.Subject;
    }

    /// <summary>The step that failed.</summary>
    public LaunchStage Stage { get; }

    public Errno Errno { get; }

    /// <summary>What it failed on: the program, the directory, the account ...</summary>
    public string Subject { get; }

    private static string Describe(IReadOnlyList<string> args, LaunchFailure failure)
    {
        var reason = failure.Errno == Errno.None ? "unknown account" : failure.Errno.Text;
        return $"cannot start {args[0]}: {failure.Stage} {failure.Subject}: {reason}";
    }
}

/// <summary>A child ended with a status other than 0, and that was to be checked.</summary>
public sealed class CalledProcessException : SubprocessException
{
    internal CalledProcessException(CompletedProcess process)
        : base(Describe(process), process.Args) => Process = process;

    /// <summary>Its status and what it wrote.</summary>
    public CompletedProcess Process { get; }

    /// <summary>Exit status, or minus the signal's number.</summary>
    public int ReturnCode => Process.ReturnCode;

    private static string Describe(CompletedProcess process) => process.ReturnCode < 0
        ? $"command {Shlex.Join(process.Args)} died of signal SIG{Posix.Signals.SignalNumbers.Name(-process.ReturnCode)}"
        : $"command {Shlex.Join(process.Args)} ended with status {process.ReturnCode}";
}

/// <summary>A child did not end, or not say all it had to, in time.</summary>
public sealed class TimeoutExpiredException : SubprocessException
{
    internal TimeoutExpiredException(IReadOnlyList<string> args, TimeSpan timeout, CompletedProcess? soFar)
        : base($"command {Shlex.Join(args)} did not end within {timeout.TotalSeconds:0.###} s", args)
    {
        Timeout = timeout;
        SoFar = soFar;
    }

    public TimeSpan Timeout { get; }

    /// <summary>What it had written by then, with a return code of 0 that means nothing; null when its output was not collected.</summary>
    public CompletedProcess? SoFar { get; }
}
