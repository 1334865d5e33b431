using System.Globalization;
using System.Text;

namespace Supervisor.Config.Tests.Ini;

/// <summary>
/// Makes INI configs that supervisord takes: all keys and sections, expansions, environments, odd blanks, comments. What
/// is left out are the traps where docs/differences.md says that we do something else.
/// </summary>
internal sealed class IniGenerator(Random random)
{
    private static readonly string[] Words = ["a", "b-c", "x.y", "1", "é", "$", "$$", "${x}", "$HOME", "{", "}", "%%", "(", "'q'"];

    private static readonly string[] Names = ["%(ENV_PLAIN)s", "%(host_node_name)s", "%(program_name)s", "%(group_name)s"];

    private static readonly string[] Numbers =
        ["%(process_num)d", "%(process_num)02d", "%(process_num)s", "%(process_num)3d", "%(numprocs)d", "%(numprocs)03d"];

    private readonly StringBuilder _text = new();
    private string _newLine = "\n";

    public string Generate()
    {
        _text.Clear();
        _newLine = Maybe(5) ? "\r\n" : "\n";
        var programs = random.Next(5);
        var groups = programs == 0 ? 0 : random.Next(3);
        List<Action> sections = [Supervisord, .. Servers()];
        sections.AddRange(Enumerable.Range(0, programs).Select(i => (Action)(() => Program($"p{i}"))));
        sections.AddRange(Enumerable.Range(0, groups).Select(i => (Action)(() => Group($"g{i}", programs))));
        if (Maybe(3))
        {
            sections.Add(Listener);
        }

        if (Maybe(4))
        {
            sections.Add(() =>
            {
                Section("rpcinterface:supervisor");
                Pair("supervisor.rpcinterface_factory", "supervisor.rpcinterface:make_main_rpcinterface");
            });
        }

        foreach (var section in sections.OrderBy(_ => random.Next()).ToList())
        {
            section();
        }

        Noise();
        return _text.ToString();
    }

    private bool Maybe(int oneIn) => random.Next(oneIn) == 0;

    private T Any<T>(params T[] items) => items[random.Next(items.Length)];

    private void Supervisord()
    {
        Section("supervisord");
        Try("logfile", () => "/tmp/" + Any("main.log", "%(ENV_PLAIN)s.log", "main-%%.log"));
        Try("logfile_maxbytes", Size);
        Try("logfile_backups", () => Any("0", "3", "1_0"));
        Try("loglevel", () => Any("info", "DEBUG", "critical", "blather", "warn"));
        Try("pidfile", () => Any("/tmp/x.pid", "%(here)s/x.pid", "x.pid"));
        Try("umask", Mode);
        Try("nodaemon", Truth);
        Try("silent", Truth);
        Try("minfds", () => Any("100", "1024"));
        Try("minprocs", () => Any("10", "200"));
        Try("identifier", () => Any("supervisor", "id-%(here)s"));
        Try("childlogdir", () => "/tmp");
        Try("directory", () => Any("/tmp", "/"));
        Try("nocleanup", Truth);
        Try("strip_ansi", Truth);
        Try("environment", () => Environment([], "G", daemon: true));
    }

    private IEnumerable<Action> Servers()
    {
        if (Maybe(2))
        {
            yield return () =>
            {
                Section(Any("unix_http_server", "unix_http_server:more"));
                Pair("file", Any("/tmp/s.sock", "%(here)s/s.sock", "s.sock"));
                Try("chmod", Mode);
                Try("chown", () => Any("root", "root:root", "0:0"));
                Password();
            };
        }

        if (Maybe(2))
        {
            yield return () =>
            {
                Section(Any("inet_http_server", "inet_http_server:more"));
                Pair("port", Any("9001", ":9001", "*:9001", "127.0.0.1:%(ENV_PORT)s", "LocalHost:80"));
                Password();
            };
        }

        if (Maybe(2))
        {
            yield return () =>
            {
                Section("supervisorctl");
                Try("serverurl", () => Any("unix:///tmp/s.sock", "http://localhost:9001"));
                Try("prompt", () => Any("mine", "m%%", "$x"));
                Try("history_file", () => Any("/tmp/h", "%(here)s/h"));
            };
        }
    }

    private void Password()
    {
        if (Maybe(3))
        {
            Pair("username", Any("user", "%(ENV_PLAIN)s"));
            Pair("password", Any("123", "100%%", "{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d", "$ecret"));
        }
    }

    private void Program(string name)
    {
        Section($"program:{name}");
        var count = Maybe(3) ? random.Next(4) : 1;
        var own = new List<string>();
        if (count != 1)
        {
            Pair("numprocs", count.ToString(CultureInfo.InvariantCulture));
        }

        Try("numprocs_start", () => Any("0", "7", "-1"));
        if (count != 1 || Maybe(4))
        {
            Pair("process_name", "%(program_name)s" + Any("_", "-%(ENV_PLAIN)s-", ".%(group_name)s.") + Any("%(process_num)d", "%(process_num)02d", "%(process_num)s"));
        }

        if (Maybe(2))
        {
            Pair("environment", Environment(own, name.ToUpperInvariant() + "_", daemon: false));
        }

        Pair("command", "run " + string.Join(Any(" ", " ", _newLine + "  "), Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Text(own))));
        Try("priority", () => Any("1", "999", "-5", "+7", "99999999999"));
        Try("autostart", Truth);
        Try("autorestart", () => Any("true", "no", "Unexpected", "1"));
        Try("startsecs", () => Any("0", "1", "10", "-3"));
        Try("startretries", () => Any("0", "3", "-1", "1_0"));
        Try("exitcodes", () => Any("0", "0,2", "", "1, 3"));
        Try("stopsignal", () => Any("TERM", "sigint", "9", "usr1", "HUP", "64"));
        Try("stopwaitsecs", () => Any("1", "10", "0"));
        if (Maybe(4))
        {
            Pair("stopasgroup", "true");
            Try("killasgroup", () => "yes");
        }
        else
        {
            Try("killasgroup", Truth);
        }

        Try("user", () => Any("root", "0"));
        Try("directory", () => Any("/tmp", "/srv/%(program_name)s", "sub", "", "/x%%$y"));
        Try("umask", Mode);
        Try("serverurl", () => Any("AUTO", "auto", "unix:///tmp/%(program_name)s.sock", "http://x:1"));
        Try("redirect_stderr", Truth);
        foreach (var stream in (string[])["stdout", "stderr"])
        {
            Try($"{stream}_logfile", () => Any("AUTO", "none", "OFF", "", "/tmp/x.log", "/tmp/%(program_name)s-%(process_num)d.log", "%(here)s/x", "x.log"));
            Try($"{stream}_logfile_maxbytes", Size);
            Try($"{stream}_logfile_backups", () => Any("0", "2", "-1", "%(numprocs)d"));
            Try($"{stream}_capture_maxbytes", Size);
            Try($"{stream}_events_enabled", Truth);
            Try($"{stream}_syslog", Truth);
        }
    }

    private void Listener()
    {
        Section("eventlistener:l");
        Pair("command", "listen %(program_name)s %(process_num)d");
        Pair("events", Any("PROCESS_STATE", "tick_60, PROCESS_STATE_EXITED", "EVENT", "TICK,TICK_5"));
        Try("buffer_size", () => Any("1", "100"));
        Try("priority", () => Any("-2", "5"));
        Try("result_handler", () => "supervisor.dispatchers:default_handler");
        Try("autostart", Truth);
        Try("stderr_logfile", () => Any("AUTO", "/tmp/e.log"));
    }

    private void Group(string name, int programs)
    {
        Section($"group:{name}");
        var members = Enumerable.Range(0, programs).Where(_ => Maybe(2)).Select(i => $"p{i}").OrderBy(_ => random.Next()).ToList();
        Pair("programs", string.Join(Any(",", ", ", " , ", "," + _newLine + " "), members));
        Try("priority", () => Any("1", "50", "999", "-2"));
    }

    private string Text(List<string> own)
    {
        var parts = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(4) switch
        {
            0 => Any(Names),
            1 => Any(Numbers),
            2 when own.Count > 0 => $"%(ENV_{own[random.Next(own.Count)]})s",
            _ => Any(Words),
        });
        return string.Concat(parts);
    }

    private string Environment(List<string> own, string prefix, bool daemon)
    {
        var pairs = new List<string>();
        for (var i = random.Next(4); i > 0; i--)
        {
            var key = prefix + Any("A", "B", "C", "PATH");
            var value = random.Next(7) switch
            {
                0 => "plain/x.y-z",
                1 => "\"two, words\"",
                2 => "'it; is \"so\" here'",
                3 => daemon ? "\"\"" : "\"%(ENV_PLAIN)s and %(program_name)s\"",
                4 => daemon ? "\"$x ${y} $$\"" : "\"100%% $ $$ ${x}\"",
                5 => daemon ? "'%(here)s'" : "\"%(process_num)02d\"",
                _ => "''",
            };
            pairs.Add(key + Any("=", " = ", " =") + value);
            own.Add(key);
        }

        return string.Join(Any(",", ", ", "," + _newLine + "    "), pairs) + (pairs.Count > 0 && Maybe(4) ? "," : "");
    }

    private string Size() => Any("0", "1", "10KB", "5 mb", "1GB", "-1", "123_456", "50MB");

    private string Mode() => Any("022", "0o27", "77", "0", "0700");

    private string Truth() => Any("true", "false", "Yes", "no", "ON", "off", "1", "0");

    private void Section(string name)
    {
        Noise();
        _text.Append('[').Append(name).Append(']').Append(Any("", "", " ; section", "\t# section")).Append(_newLine);
    }

    private void Try(string key, Func<string> value)
    {
        if (Maybe(3))
        {
            if (Maybe(20))
            {
                Pair(key, value());
            }

            Pair(key, value());
        }
    }

    private void Pair(string key, string value)
    {
        Noise();
        _text.Append(Maybe(5) ? key.ToUpperInvariant() : key).Append(Any("=", " = ", ":", "\t: ", "= ")).Append(value)
            .Append(Any("", "", "", "  ", " ; why", " # \"so\" \t = [x]", " ;")).Append(_newLine);
    }

    private void Noise()
    {
        for (var i = random.Next(8); i >= 6; i--)
        {
            _text.Append(Any("", "; a comment", "# another one: [x] = y", "   ", "  ; indented")).Append(_newLine);
        }
    }
}
