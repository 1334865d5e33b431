using Supervisor.Posix;
using Supervisor.Posix.Programs;

namespace Supervisor.Subprocess.Launching;

/// <summary>Looks a program up in PATH, as execvpe(3) does.</summary>
internal static class ProgramPath
{
    // What the C library takes when there is no PATH.
    private const string DefaultPath = "/bin:/usr/bin";

    /// <summary>The path of the program; or a failure with EACCES when it is there but may not be executed, else ENOENT.</summary>
    internal static LaunchFailure? Find(string program, string? searchPath, out string path)
    {
        path = program;
        if (program.Contains('/', StringComparison.Ordinal))
            return null;
        var forbidden = false;
        foreach (var folder in (searchPath ?? DefaultPath).Split(':'))
        {
            path = Path.Join(folder.Length == 0 ? "." : folder, program);
            switch (program.Length == 0 ? ExecutableFile.Missing : ExecutableFiles.Look(path))
            {
                case ExecutableFile.Executable:
                    return null;
                case ExecutableFile.NotExecutable or ExecutableFile.NotPermitted or ExecutableFile.Directory:
                    forbidden = true;
                    break;
                default:
                    break;
            }
        }

        return new LaunchFailure(LaunchStage.Exec, forbidden ? Errno.EACCES : Errno.ENOENT, program);
    }
}
