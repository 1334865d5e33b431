using System.Globalization;
using Supervisor.Config.Hosting;
using Supervisor.Core.Events;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>Prints a config as <c>supervisord_config.py</c> does.</summary>
internal static class ConfigLines
{
    public static IReadOnlyList<string> Of(ConfigResult result, IConfigHost host)
    {
        if (result.Spec is not { } spec)
        {
            return [.. result.Diagnostics.Where(d => d.IsError).Select(d => $"error: {d.Text}")];
        }

        return
        [
            .. Daemon(spec.Daemon).Concat(spec.Servers.SelectMany(s => Server(s, host)))
                .Concat(spec.Roster.Groups.SelectMany(g => Group(g, host)))
                .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Key}: {OneLine(line.Value)}")),
            .. result.Diagnostics.Select(d => $"warning: {OneLine(d.Text)}"),
            .. result.Messages.Select(text => $"message: {OneLine(text)}"),
        ];
    }

    private static IEnumerable<(string Key, object? Value)> Daemon(DaemonSpec daemon) =>
    [
        ("logfile", daemon.LogFile), ("pidfile", daemon.PidFile), ("childlogdir", daemon.ChildLogDirectory),
        ("directory", daemon.Directory), ("umask", Octal(daemon.Umask)), ("loglevel", (int)daemon.LogLevel),
        ("identifier", daemon.Identifier), ("logfile_maxbytes", daemon.LogMaxBytes), ("logfile_backups", daemon.LogBackups),
        ("minfds", daemon.MinFds), ("minprocs", daemon.MinProcs), ("nodaemon", daemon.NoDaemon), ("silent", daemon.Silent),
        ("nocleanup", daemon.NoCleanup), ("strip_ansi", daemon.StripAnsi), ("environment", Environment(daemon.Environment)),
    ];

    private static IEnumerable<(string Key, object? Value)> Server(ServerSpec server, IConfigHost host) =>
    [
        server switch
        {
            ServerSpec.Unix unix => ("unix", $"{unix.Path} {Octal(unix.Mode)} {Owner(unix, host)}"),
            ServerSpec.Inet inet => ("inet", string.Create(CultureInfo.InvariantCulture, $"{inet.Host}:{inet.Port}")),
            _ => throw new InvalidOperationException(),
        },
        ("login", $"{server.Username ?? "none"} {server.Password ?? "none"}"),
    ];

    private static IEnumerable<(string Key, object? Value)> Group(GroupSpec group, IConfigHost host) =>
    [
        ("group", string.Create(CultureInfo.InvariantCulture, $"{group.Name} {group.Priority}")),
        .. group.Pool is { } pool
            ? [("pool", string.Create(CultureInfo.InvariantCulture, $"{pool.BufferSize} {string.Join(',', pool.Events.Select(e => e.Name()).Order(StringComparer.Ordinal))}"))]
            : Array.Empty<(string, object?)>(),
        .. group.Processes.SelectMany(p => Process(p, host)),
    ];

    private static IEnumerable<(string Key, object? Value)> Process(ProcessSpec process, IConfigHost host) =>
    [
        ("process", process.Name.Name), ("command", process.Command.Text), ("directory", process.Directory),
        ("user", process.User is null ? null : host.FindUser(process.User)!.Name),
        ("umask", process.Umask is { } umask ? Octal(umask) : null), ("priority", process.Priority),
        ("autostart", process.AutoStart), ("autorestart", process.AutoRestart), ("startsecs", process.StartDuration.TotalSeconds),
        ("startretries", process.StartRetries), ("exitcodes", string.Join(',', process.ExitCodes)),
        ("stopsignal", process.StopSignal.Name), ("stopwaitsecs", process.StopWait.TotalSeconds),
        ("stopasgroup", process.StopAsGroup), ("killasgroup", process.KillAsGroup), ("serverurl", process.ServerUrl),
        ("redirect_stderr", process.RedirectStderr), ("environment", Environment(process.Environment)),
        .. Log("stdout", process.Stdout), .. process.RedirectStderr ? [] : Log("stderr", process.Stderr),
    ];

    private static IEnumerable<(string Key, object? Value)> Log(string stream, LogSpec log) =>
    [
        ($"{stream}_logfile", log.Destination switch
        {
            LogDestination.Auto => "auto",
            LogDestination.File file => file.Path,
            _ => null,
        }),
        ($"{stream}_logfile_maxbytes", log.MaxBytes), ($"{stream}_logfile_backups", log.Backups),
        ($"{stream}_capture_maxbytes", log.CaptureMaxBytes), ($"{stream}_events_enabled", log.EventsEnabled),
        ($"{stream}_syslog", log.Syslog),
    ];

    private static string Owner(ServerSpec.Unix unix, IConfigHost host) => string.Join(
        ':',
        new[] { unix.Owner is null ? null : $"{host.FindUser(unix.Owner)!.UserId}", unix.Group == "root" ? "0" : unix.Group }
            .Where(part => part is not null));

    private static string Environment(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Octal(int mode) => Convert.ToString(mode, 8);

    private static string OneLine(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        RestartPolicy policy => policy.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
    };
}
