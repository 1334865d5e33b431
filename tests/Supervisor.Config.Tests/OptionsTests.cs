using Supervisor.Config.Options;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class OptionsTests
{
    private static DaemonOptions Daemon(params string[] arguments)
    {
        var result = DaemonOptions.Parse(arguments);
        Assert.Equal((OptionsOutcome.Run, null, 0), (result.Outcome, result.Error, result.ExitCode));
        return result.Options;
    }

    private static string DaemonError(params string[] arguments)
    {
        var result = DaemonOptions.Parse(arguments);
        Assert.Equal((OptionsOutcome.Error, 2), (result.Outcome, result.ExitCode));
        return result.Error!;
    }

    [Fact]
    public void All_short_options_are_read() => Assert.Equal(
        new DaemonOptions
        {
            ConfigFile = "c",
            NoDaemon = true,
            Silent = true,
            User = "u",
            Umask = 0b000_010_010,
            Directory = "d",
            LogFile = "l",
            LogMaxBytes = 1024,
            LogBackups = 2,
            LogLevel = LogLevel.Debug,
            PidFile = "j",
            Identifier = "i",
            ChildLogDirectory = "q",
            NoCleanup = true,
            MinFds = 5,
            StripAnsi = true,
        },
        Daemon("-c", "c", "-nskt", "-uu", "-m022", "-d", "d", "-l", "l", "-y1KB", "-z", "2", "-e", "debug", "-jj", "-ii", "-qq", "-a5"));

    [Fact]
    public void All_long_options_are_read() => Assert.Equal(
        new DaemonOptions
        {
            ConfigFile = "c",
            NoDaemon = true,
            Silent = true,
            Check = true,
            User = "u",
            Umask = 7,
            Directory = "d",
            LogFile = "l",
            LogMaxBytes = 1,
            LogBackups = 2,
            LogLevel = LogLevel.Warn,
            PidFile = "j",
            Identifier = "i",
            ChildLogDirectory = "q",
            NoCleanup = true,
            MinFds = 5,
            MinProcs = 6,
            StripAnsi = true,
            ProfileOptions = "x",
        },
        Daemon(
            "--configuration", "c", "--nodaemon", "--silent", "--check", "--user=u", "--umask=7", "--directory=d",
            "--logfile=l", "--logfile_maxbytes=1", "--logfile_backups", "2", "--loglevel=WARN", "--pidfile=j",
            "--identifier=i", "--childlogdir=q", "--nocleanup", "--minfds=5", "--minprocs=6", "--strip_ansi",
            "--profile_options=x"));

    [Fact]
    public void Long_options_may_be_shortened_as_far_as_they_stay_unique()
    {
        Assert.Equal("x", Daemon("--conf=x").ConfigFile);
        Assert.Equal("x", Daemon("--ch", "x").ChildLogDirectory);
        Assert.True(Daemon("--check").Check);
        Assert.True(Daemon("--chec").Check);
        Assert.Equal("x", Daemon("--logfile=x").LogFile);
        Assert.Equal("option --log not a unique prefix", DaemonError("--log=x"));
        Assert.Equal("option --c not a unique prefix", DaemonError("--c=x"));
    }

    [Theory]
    [InlineData("-z", "-1")]
    [InlineData("-y", "-10MB")]
    [InlineData("-a", "-5")]
    public void Numbers_below_zero_count_as_zero(string option, string value)
    {
        var options = DaemonOptions.Parse([option, value]).Options;

        Assert.Equal(0, options.LogBackups ?? options.LogMaxBytes ?? options.MinFds);
    }

    [Theory]
    [InlineData(new[] { "-x" }, "option -x not recognized")]
    [InlineData(new[] { "-nx" }, "option -x not recognized")]
    [InlineData(new[] { "--foo" }, "option --foo not recognized")]
    [InlineData(new[] { "--foo=1" }, "option --foo not recognized")]
    [InlineData(new[] { "-c" }, "option -c requires argument")]
    [InlineData(new[] { "-nc" }, "option -c requires argument")]
    [InlineData(new[] { "--conf" }, "option --configuration requires argument")]
    [InlineData(new[] { "--nodaemon=1" }, "option --nodaemon must not have an argument")]
    [InlineData(new[] { "-c", "a", "-c", "b" }, "conflicting command line option '-c'")]
    [InlineData(new[] { "-c", "a", "--configuration=b" }, "conflicting command line option '--configuration'")]
    [InlineData(new[] { "-n", "-n" }, "conflicting command line option '-n'")]
    [InlineData(new[] { "x" }, "positional arguments are not supported: ['x']")]
    [InlineData(new[] { "-n", "x", "-y", "it's" }, "positional arguments are not supported: ['x', '-y', \"it's\"]")]
    [InlineData(new[] { "x", "--", "y" }, "positional arguments are not supported: ['x', '--', 'y']")]
    [InlineData(new[] { "--" }, "no command is given after --")]
    [InlineData(new[] { "-g" }, "-g is for a command after --")]
    [InlineData(new[] { "-r", "15:3" }, "-r is for a command after --")]
    [InlineData(new[] { "-r", "15", "--", "x" }, "invalid value for -r '15': two signals with a colon between them are wanted, such as 15:3 or TERM:QUIT")]
    [InlineData(new[] { "--rewrite=FOO:3", "--", "x" }, "invalid value for --rewrite 'FOO:3': 'FOO' is no signal")]
    [InlineData(new[] { "-rTERM:BAR", "--", "x" }, "invalid value for -r 'TERM:BAR': 'BAR' is no signal")]
    [InlineData(new[] { "-r9:15", "--", "x" }, "invalid value for -r '9:15': SIGKILL cannot be caught")]
    [InlineData(new[] { "-m", "9" }, "invalid value for -m '9': 9 can not be converted to an octal type")]
    [InlineData(new[] { "--minfds", "x" }, "invalid value for --minfds 'x': invalid literal for int() with base 10: 'x'")]
    [InlineData(new[] { "-y", "1XB" }, "invalid value for -y '1XB': invalid literal for int() with base 10: '1xb'")]
    [InlineData(new[] { "-e", "loud" }, "invalid value for -e 'loud': bad logging level name 'loud'")]
    public void Wrong_arguments_are_refused_in_the_words_of_supervisord(string[] arguments, string error) =>
        Assert.Equal(error, DaemonError(arguments));

    [Fact]
    public void Help_and_version_end_the_reading()
    {
        Assert.Equal(OptionsOutcome.Help, DaemonOptions.Parse(["-h"]).Outcome);
        Assert.Equal(OptionsOutcome.Help, DaemonOptions.Parse(["-?"]).Outcome);
        Assert.Equal(OptionsOutcome.Help, DaemonOptions.Parse(["-n", "--help"]).Outcome);
        Assert.Equal(OptionsOutcome.Version, DaemonOptions.Parse(["-v"]).Outcome);
        Assert.Equal(0, DaemonOptions.Parse(["--version"]).ExitCode);
        Assert.Equal(OptionsOutcome.Help, ClientOptions.Parse(["-?"]).Outcome);
    }

    [Fact]
    public void What_follows_two_dashes_is_the_command()
    {
        var options = Daemon("-e", "debug", "--", "sh", "-c", "exit 3", "--", "-n");

        Assert.Equal(["sh", "-c", "exit 3", "--", "-n"], options.Command);
        Assert.False(options.NoDaemon);
        Assert.Null(Daemon("-n").Command);
    }

    [Fact]
    public void Signals_for_a_command_are_rewritten_as_often_as_it_is_said()
    {
        var options = Daemon("-g", "-r", "15:3", "--rewrite", "sighup:0", "-rusr1:RTMIN+1", "--", "x");

        Assert.True(options.SignalGroup);
        Assert.Equal(
            [new(Signal.Term, Signal.Quit), new(Signal.Hup, null), new(new Signal("USR1"), new Signal("RTMIN+1"))],
            options.Rewrites);
    }

    [Fact]
    public void The_client_stops_at_the_first_word()
    {
        var options = ClientOptions.Parse(["-c", "f", "-i", "-s", "unix:///x", "-uu", "-pp", "-r", "h", "--json", "tail", "-f", "web"]).Options;

        Assert.Equal(["tail", "-f", "web"], options.Words);
        Assert.Equal(
            new ClientOptions
            {
                ConfigFile = "f",
                Interactive = true,
                ServerUrl = "unix:///x",
                Username = "u",
                Password = "p",
                HistoryFile = "h",
                Json = true,
                Words = options.Words,
            },
            options);
    }

    [Theory]
    [InlineData(new[] { "-s", "foo" }, "invalid value for -s 'foo': value 'foo' is not a URL")]
    [InlineData(new[] { "-s", "http://" }, "invalid value for -s 'http://': value 'http://' is not a URL")]
    [InlineData(new[] { "--serverurl", "" }, "invalid value for --serverurl '': value '' is not a URL")]
    [InlineData(new[] { "-s", "http://a", "-s", "http://b" }, "conflicting command line option '-s'")]
    [InlineData(new[] { "-n" }, "option -n not recognized")]
    public void The_client_refuses_wrong_options(string[] arguments, string error)
    {
        var result = ClientOptions.Parse(arguments);

        Assert.Equal((OptionsOutcome.Error, error, 2), (result.Outcome, result.Error, result.ExitCode));
    }

    [Fact]
    public void The_help_texts_name_every_option()
    {
        string[] daemon = ["--configuration", "--nodaemon", "--silent", "--help", "--version", "--user", "--umask", "--directory", "--logfile", "--logfile_maxbytes", "--logfile_backups", "--loglevel", "--pidfile", "--identifier", "--childlogdir", "--nocleanup", "--minfds", "--strip_ansi", "--minprocs", "--profile_options", "--check"];
        string[] client = ["--configuration", "--help", "--interactive", "--serverurl", "--username", "--password", "--history_file", "--json"];

        Assert.All(daemon, option => Assert.Contains(option, HelpText.Daemon("supervisord"), StringComparison.Ordinal));
        Assert.All(client, option => Assert.Contains(option, HelpText.Client("supervisorctl"), StringComparison.Ordinal));
    }
}
