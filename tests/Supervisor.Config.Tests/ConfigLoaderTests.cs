using System.Text;
using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests;

public class ConfigLoaderTests
{
    [Fact]
    public void A_missing_file_is_said_as_supervisord_says_it()
    {
        var result = ConfigLoader.Load("nope.toml", DaemonOptions.None, new FakeConfigHost());

        Assert.Null(result.Spec);
        Assert.Equal("error: could not find config file nope.toml", Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void A_directory_is_no_config()
    {
        var host = new FakeConfigHost();
        host.Directories.Add("/etc/x.toml");

        Assert.Equal(
            "error: could not read config file /etc/x.toml: it is a directory",
            Assert.Single(ConfigLoader.Load("/etc/x.toml", DaemonOptions.None, host).Diagnostics).ToString());
    }

    [Fact]
    public void A_relative_path_is_shown_as_it_was_given_and_here_is_absolute()
    {
        var host = new FakeConfigHost().Write("/work/etc/s.toml", "[program.x]\ncommand = '${here}'\nfoo = 1\n");

        Assert.Equal(
            "etc/s.toml:3:1: error: unknown key `foo` in [program.x]",
            Assert.Single(ConfigLoader.Load("etc/s.toml", DaemonOptions.None, host).Diagnostics).ToString());
        host.Write("/work/etc/s.toml", "[program.x]\ncommand = '${here}'\n");
        var result = ConfigLoader.Load("etc/s.toml", DaemonOptions.None, host);
        Assert.Equal("/work/etc", result.Spec!.Roster.Groups[0].Processes[0].Command.Text);
        Assert.Equal("/work/etc/s.toml", result.Files[0].Path);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_reported_with_their_line()
    {
        var host = new FakeConfigHost().Write(Loading.Path, [.. "# a\nb = \""u8, 0xff, .. "\"\n"u8]);

        Assert.Equal(
            Loading.Path + ":2:6: error: the file is not valid UTF-8 here",
            Assert.Single(ConfigLoader.Load(Loading.Path, DaemonOptions.None, host).Diagnostics).ToString());
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Empty(Loading.Findings("\uFEFF[supervisord]\n"));

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        var host = new FakeConfigHost().Write(Loading.Path, new byte[(16 << 20) + 1]);

        Assert.Contains(
            "larger than 16777216 bytes",
            Assert.Single(ConfigLoader.Load(Loading.Path, DaemonOptions.None, host).Diagnostics).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_from_top_to_bottom() => Assert.Equal(
        """
        1:1: error: key `stray` stands outside of any table
        3:10: error: expected a value, found the end of the line
        4:12: error: invalid value for `loglevel`: not a log level (critical, error, warn, info, debug, trace, blather): "loud"
        6:10: error: invalid value for `file`: cannot expand `${RUN}`: there is no environment variable or name `RUN`
        8:1: error: unknown key `comand` in [program.web]; did you mean `command`?
        9:13: error: invalid value for `exitcodes`: "x" is no exit status; they are numbers from 0 to 255
        10:1: error: `exitcodes` is set twice: first at /etc/supervisord.toml:9
        12:27: warning: For [program.api], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally
        15:13: error: [group.all] names unknown program or fcgi-program wbe; did you mean `web`?
        16:2: error: unknown table [prgram]; did you mean `program`?
        """,
        string.Join('\n', Loading.Findings(
            """
            stray = 1
            [supervisord]
            pidfile =
            loglevel = "loud"
            [unix_http_server]
            file =   "${RUN}/x.sock"
            [program.web]
            comand = "web"
            exitcodes = "x"
            exitcodes = [0]
            [program.api]
            stdout_logfile_maxbytes = 0
            command = ["api"]
            [group.all]
            programs = ["wbe", "api"]
            [prgram.x]
            """)));

    [Fact]
    public void A_flood_of_errors_is_cut()
    {
        var text = new StringBuilder("[supervisord]\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(null, $"unknown_key_number_{i} = 1\n");
        }

        var findings = Loading.Findings(text.ToString());

        Assert.Equal(1001, findings.Count);
        Assert.Equal("error: 4000 more findings are not shown", findings[^1]);
    }

    [Fact]
    public void A_finding_is_one_line_whatever_the_file_holds()
    {
        var finding = Loading.Finding("[program.x]\ncommand = 'a'\nuser = \"\"\"a\nb\u00e9\\u0007\"\"\"\n");

        Assert.Equal("3:8: error: invalid value for `user`: Invalid user name a\\nbé\\x07", finding);
    }

    [Fact]
    public void The_same_text_gives_an_equal_spec()
    {
        const string Text = "[program.web]\ncommand = ['a', '${process_num}']\nnumprocs = 3\nenvironment = { A = '1' }\n[group.g]\nprograms = ['web']\n";

        Assert.Equal(Loading.Spec(Text), Loading.Spec(Text));
        Assert.NotEqual(Loading.Spec(Text), Loading.Spec(Text.Replace("'a'", "'b'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Equal_directories_are_looked_up_once()
    {
        var host = new FakeConfigHost();

        Loading.Processes("[program.x]\ncommand = 'a'\nnumprocs = 100\nstdout_logfile = '/tmp/a${process_num}'\n", host);

        // One question a log file (is it a directory?), and a few for the directories themselves.
        Assert.InRange(host.DirectoryQuestions, 100, 110);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void No_damage_to_a_config_makes_the_loader_throw(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var text = Mutation.Of(Sample, random);
            var result = Loading.Load(text);

            Assert.Equal(result.Spec is null, result.Diagnostics.Any(d => d.IsError));
            Assert.All(result.Diagnostics, d => Assert.DoesNotContain('\n', d.ToString()));
            ClientConfigLoader.Load(Loading.Path, new FakeConfigHost().Write(Loading.Path, text));
        }
    }

    [Fact]
    public void No_random_bytes_make_the_loader_throw()
    {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            for (var i = 0; round % 2 == 0 && i < bytes.Length; i++)
            {
                bytes[i] = (byte)" \n[]{}=.,\"'\\$#a1-_"[bytes[i] % 18];
            }

            var result = ConfigLoader.Load(Loading.Path, DaemonOptions.None, new FakeConfigHost().Write(Loading.Path, bytes));
            Assert.Equal(result.Spec is null, result.Diagnostics.Any(d => d.IsError));
        }
    }

    /// <summary>What could be made slow on purpose: the bound is far above what it takes, and far below quadratic.</summary>
    [Theory]
    [InlineData("unknown tables", "[t{0}]\n", 200_000)]
    [InlineData("dotted keys", "a.b.c.d{0} = 1\n", 200_000)]
    [InlineData("broken lines", "= {0}\n", 200_000)]
    [InlineData("groups of unknown programs", "[group.g{0}]\nprograms = ['p{0}']\n", 50_000)]
    [InlineData("programs", "[program.p{0}]\ncommand = 'true'\n", 50_000)]
    [InlineData("unclosed expansions", "[program.p{0}]\ncommand = '${{${{${{'\n", 50_000)]
    public void Large_input_takes_bounded_time(string kind, string pattern, int count)
    {
        var text = string.Concat(Enumerable.Range(0, count).Select(i => string.Format(null, pattern, i)));
        var started = TimeProvider.System.GetTimestamp();

        Loading.Load(text);

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Assert.True(elapsed < TimeSpan.FromSeconds(20), $"{kind}: {elapsed}");
    }

    private const string Sample =
        """
        [supervisord]
        logfile = "/var/log/s.log"
        environment = { A = "${PORT}", B = "x" }
        include = ["conf.d/*.toml"]
        [unix_http_server]
        file = "/tmp/${A}.sock"
        chmod = "0700"
        [inet_http_server.two]
        port = "*:9001"
        [program-default]
        startsecs = "1500ms"
        [program.web]
        command = ["python3", "-m", "http.server", "${PORT:-8000}"]
        numprocs = 2
        environment = { PORT = "80${process_num:02}", LANG = "C.UTF-8" }
        autorestart = "unexpected"
        exitcodes = [0, 2]
        stopsignal = "TERM"
        stdout_logfile = "/var/log/web-${process_num}.log"
        stdout_logfile_maxbytes = "50MB"
        redirect_stderr = true
        [program.job]
        command = "sh -c 'echo \"hi $USER\"; sleep 1'"
        user = "ann"
        umask = 0o022
        [group.site]
        programs = ["web", "job"]
        priority = 10
        """;
}
