namespace Supervisor.Config.Options;

internal static class DaemonOptionsParser
{
    private static readonly OptionDefinition[] Definitions =
    [
        new('c', "configuration", true),
        new('h', "help", false),
        new('?', null, false),
        new('v', "version", false),
        new('n', "nodaemon", false),
        new('u', "user", true),
        new('m', "umask", true),
        new('d', "directory", true),
        new('l', "logfile", true),
        new('y', "logfile_maxbytes", true),
        new('z', "logfile_backups", true),
        new('e', "loglevel", true),
        new('j', "pidfile", true),
        new('i', "identifier", true),
        new('q', "childlogdir", true),
        new('a', "minfds", true),
        new(null, "minprocs", true),
        new('k', "nocleanup", false),
        new('t', "strip_ansi", false),
        new(null, "profile_options", true),
        new('s', "silent", false),
        new(null, "check", false, Additional: true),
        new('g', "group", false, Additional: true),
        new('r', "rewrite", true, Additional: true, Repeatable: true),
    ];

    public static DaemonOptionsResult Parse(IReadOnlyList<string> arguments)
    {
        var given = GetOpt.Parse(arguments, Definitions);
        if (given.Error is not null)
        {
            return Fail(given.Error);
        }

        if (!given.Terminated && given.Rest.Count > 0)
        {
            return Fail($"positional arguments are not supported: {PythonText.Repr(given.Rest)}");
        }

        if (given.Terminated && given.Rest.Count == 0)
        {
            return Fail("no command is given after --");
        }

        var reader = new OptionReader();
        var options = new DaemonOptions { Command = given.Terminated ? given.Rest : null };
        foreach (var option in given.Options)
        {
            if (Ends(option) is { } outcome)
            {
                return new DaemonOptionsResult(outcome, DaemonOptions.None, null);
            }

            options = reader.First(option) ? Apply(options, option, reader) : options;
            if (reader.Error is not null)
            {
                return Fail(reader.Error);
            }
        }

        return options is { Command: null, SignalGroup: true } or { Command: null, Rewrites.Count: > 0 }
            ? Fail($"{(options.SignalGroup ? "-g" : "-r")} is for a command after --")
            : new DaemonOptionsResult(OptionsOutcome.Run, options, null);
    }

    private static OptionsOutcome? Ends(GivenOption option) => (option.Definition.Long, option.Definition.Short) switch
    {
        ("help", _) or (_, '?') => OptionsOutcome.Help,
        ("version", _) => OptionsOutcome.Version,
        _ => null,
    };

    private static DaemonOptions Apply(DaemonOptions options, GivenOption option, OptionReader reader) =>
        option.Definition.Long switch
        {
            "configuration" => options with { ConfigFile = option.Value },
            "nodaemon" => options with { NoDaemon = true },
            "user" => options with { User = option.Value },
            "umask" => options with { Umask = reader.Octal(option) },
            "directory" => options with { Directory = option.Value },
            "logfile" => options with { LogFile = option.Value },
            "logfile_maxbytes" => options with { LogMaxBytes = reader.ByteSize(option) },
            "logfile_backups" => options with { LogBackups = reader.Integer(option) },
            "loglevel" => options with { LogLevel = reader.Level(option) },
            "pidfile" => options with { PidFile = option.Value },
            "identifier" => options with { Identifier = option.Value },
            "childlogdir" => options with { ChildLogDirectory = option.Value },
            "minfds" => options with { MinFds = reader.Long(option) },
            "minprocs" => options with { MinProcs = reader.Long(option) },
            "nocleanup" => options with { NoCleanup = true },
            "strip_ansi" => options with { StripAnsi = true },
            "profile_options" => options with { ProfileOptions = option.Value },
            "silent" => options with { Silent = true },
            "check" => options with { Check = true },
            "group" => options with { SignalGroup = true },
            "rewrite" => reader.Rewrite(option) is { } rewrite ? options with { Rewrites = [.. options.Rewrites, rewrite] } : options,
            _ => options,
        };

    private static DaemonOptionsResult Fail(string error) => new(OptionsOutcome.Error, DaemonOptions.None, error);
}
