using System.Globalization;
using Supervisor.Config.Options;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Boot;
using Supervisor.Posix;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Programs;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Roles.Entrypoint;

/// <summary>
/// <c>supervisord -- command</c>: runs one command as if it were this process. As process 1 or as a child subreaper it reaps orphans, it passes signals on,
/// and it ends as the command ends. It is this one process, without keeper and brain.
/// </summary>
internal static class EntrypointRole
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    // What the C library takes when there is no PATH; see execvp(3).
    private const string DefaultPath = "/bin:/usr/bin";

    /// <summary>Returns the exit status of the command; 128+n when signal n ended it, 127 when it was not found, 126 when it cannot be executed.</summary>
    public static int Run(DaemonOptions options)
    {
        try
        {
            HeldSignals.Hold(EntrypointSignals.Held);
            SignalDispositions.KeepChildExits();
            if (CurrentProcess.Pid != 1) CurrentProcess.IsSubreaper = true;
            using var log = EntrypointLog.Open(options);

            var (environment, user) = Prepare(options);
            return Start(options, environment, user, log);
        }
        catch (StartFailedException failure)
        {
            if (failure.Message.Length > 0) StandardError.WriteLine($"supervisord: {failure.Message}");
            return failure.ExitStatus;
        }
        catch (Exception failure) when (failure is PosixException or IOException or UnauthorizedAccessException)
        {
            StandardError.WriteLine($"supervisord: cannot prepare the start of {options.Command![0]}: {failure.Message}; nothing was started");
            return NotExecutable;
        }
    }

    private static int Start(DaemonOptions options, ValueMap environment, string? user, EntrypointLog log)
    {
        var command = options.Command!;
        var image = OwnImage.Read();
        var path = Find(command[0], environment.TryGetValue("PATH", out var own) ? own : Environment.GetEnvironmentVariable("PATH"));
        if (path is null) return Refuse(command[0], Errno.ENOENT);

        // Byte for byte as they were given, since names of files need not be UTF-8.
        using var arguments = NativeStrings.FromBlock(Last(image.Arguments.Span, command.Count), null, null);
        using var variables = environment.Count == 0 ? image.ToEnvironment() : new NativeStrings(Overlay(environment));
        using var actions = new SpawnFileActions();
        var terminal = ForegroundTerminal.Find();
        terminal?.HandOver(actions);

        // Last: as another user we may not be able to read our own environment and files any more.
        _ = UserSwitch.Apply(user);
        var error = PosixSpawn.StartInOurPlace(path, arguments, variables, actions, out var pid);
        if (error != Errno.None) return Refuse(command[0], error);
        terminal?.Started(pid);
        log.Write(LogLevel.Info, string.Create(CultureInfo.InvariantCulture, $"spawned: '{command[0]}' with pid {pid}"));
        return new EntrypointRun(pid, options, terminal, log).ToEnd();
    }

    // A directory and a umask are taken on by this process too, as the user is: there is nothing else that it has to do.
    private static (ValueMap Environment, string? User) Prepare(DaemonOptions options)
    {
        var (user, directory, umask, environment) = (options.User, options.Directory, options.Umask, ValueMap.Empty);
        if (options.ConfigFile is not null)
        {
            var source = ConfigSource.Find(options, DaemonConfigHost.Create())!;
            var config = source.Read();
            ConfigReport.Tell(config);
            if (config.Spec is not { Daemon: var daemon })
            {
                ConfigReport.Refuse(source);
                throw new StartFailedException(StartFailedException.BadConfig, "");
            }

            (user, environment) = (daemon.User, daemon.Environment);
            directory ??= daemon.Directory;
            umask ??= daemon.Umask;
        }

        if (directory is not null) CurrentProcess.ChangeDirectory(directory);
        if (umask is { } mask) _ = CurrentProcess.SetUmask(mask);
        return (environment, user);
    }

    private static string? Find(string program, string? searchPath)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return program;
        string? forbidden = null;
        foreach (var folder in (searchPath ?? DefaultPath).Split(':'))
        {
            var path = Path.Join(folder.Length == 0 ? "." : folder, program);
            switch (program.Length == 0 ? ExecutableFile.Missing : ExecutableFiles.Look(path))
            {
                case ExecutableFile.Executable:
                    return path;
                case ExecutableFile.NotExecutable or ExecutableFile.NotPermitted:
                    forbidden ??= path;
                    break;
                default:
                    break;
            }
        }

        return forbidden;
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> words, int count)
    {
        var start = words.Length;
        for (var left = count; left > 0; left--)
        {
            start = words[..Math.Max(start - 1, 0)].LastIndexOf((byte)0) + 1;
        }

        return words[start..];
    }

    private static string[] Overlay(ValueMap environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var (name, value) in environment) variables[name] = value;
        return [.. variables.Select(pair => $"{pair.Key}={pair.Value}")];
    }

    private static int Refuse(string program, Errno error)
    {
        StandardError.WriteLine($"supervisord: cannot execute {program}: {error.Text}; nothing was started");
        return error == Errno.ENOENT ? NotFound : NotExecutable;
    }
}
