using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Posix.Programs;

namespace Supervisor.Engine.Children;

/// <summary>Finds the program of a command as supervisord does, with its texts for what can be wrong.</summary>
public static class CommandResolver
{
    private static readonly string[] DefaultPath = ["/bin", "/usr/bin", "/usr/local/bin"];

    /// <summary>
    /// The path of the program, or why there is none. A name without a slash is looked for in PATH of the process's own
    /// environment, else of the daemon's: the first entry that has the name counts, as in supervisord. A relative path
    /// is taken from the directory that the program starts in.
    /// </summary>
    public static (string? Executable, StartFailure? Failure) Resolve(ProcessSpec spec, string? daemonPath, string daemonDirectory)
    {
        if (spec.Command.SplitError is { } splitError)
            return Fail(StartFailureKind.NotExecutable, $"can't parse command '{spec.Command.Text}': {splitError}");
        if (spec.Command.Arguments.Count == 0) return Fail(StartFailureKind.NotExecutable, "command is empty");

        var program = spec.Command.Arguments[0];
        var path = program.Contains('/', StringComparison.Ordinal)
            ? Path.Combine(daemonDirectory, spec.Directory ?? "", program)
            : SearchPath(program, spec.Environment.TryGetValue("PATH", out var own) ? own : daemonPath);
        if (path is null) return Fail(StartFailureKind.NoFile, $"can't find command '{program}'");

        return ExecutableFiles.Look(path) switch
        {
            ExecutableFile.Executable => (path, null),
            ExecutableFile.Missing => Fail(StartFailureKind.NoFile, $"can't find command '{program}'"),
            ExecutableFile.Directory => Fail(StartFailureKind.NotExecutable, $"command at '{path}' is a directory"),
            ExecutableFile.NotExecutable => Fail(StartFailureKind.NotExecutable, $"command at '{path}' is not executable"),
            _ => Fail(StartFailureKind.NotExecutable, $"no permission to run command '{path}'"),
        };
    }

    private static string? SearchPath(string program, string? searchPath)
    {
        var folders = searchPath is null ? DefaultPath : searchPath.Split(':');
        foreach (var folder in folders)
        {
            var candidate = Path.Combine(folder.Length == 0 ? "." : folder, program);
            if (ExecutableFiles.Look(candidate) != ExecutableFile.Missing) return candidate;
        }

        return null;
    }

    private static (string?, StartFailure?) Fail(StartFailureKind kind, string text) => (null, new StartFailure(kind, text, text));
}
