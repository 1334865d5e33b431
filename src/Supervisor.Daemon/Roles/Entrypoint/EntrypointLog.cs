using System.Globalization;
using System.Text;
using Supervisor.Config.Options;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Boot;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Roles.Entrypoint;

/// <summary>What is said about the command where <c>-l</c> or <c>-e</c> asks for it, in the lines of the main log. Else nothing is.</summary>
internal sealed class EntrypointLog : IDisposable
{
    private readonly AppendFile? _file;
    private readonly LogLevel _level;

    private EntrypointLog(AppendFile? file, LogLevel level) => (_file, _level) = (file, level);

    /// <exception cref="StartFailedException">The file cannot be opened.</exception>
    public static EntrypointLog Open(DaemonOptions options)
    {
        var level = options.LogLevel ?? LogLevel.Info;
        if (options is { LogFile: null, LogLevel: null }) return new EntrypointLog(null, level);
        if (options.LogFile is null or "/dev/stderr") return new EntrypointLog(AppendFile.OverDescriptor(2), level);
        if (options.LogFile is "/dev/stdout") return new EntrypointLog(AppendFile.OverDescriptor(1), level);
        var (file, error) = AppendFile.Open(options.LogFile);
        return file is not null ? new EntrypointLog(file, level)
            : throw new StartFailedException(StartFailedException.CannotOpen, $"cannot open {options.LogFile}: {error.Text}; nothing was started");
    }

    public void Write(LogLevel level, string text)
    {
        if (_file is null || level < _level) return;
        var line = string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss,fff} {Code(level)} {text}\n");

        // The command goes on, whatever becomes of a line about it.
        _ = _file.Write(Encoding.UTF8.GetBytes(line));
    }

    public void Dispose() => _file?.Dispose();

    private static string Code(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBG",
        LogLevel.Warn => "WARN",
        _ => "INFO",
    };
}
