using Supervisor.Config.Diagnostics;
using Supervisor.Config.Ini;
using Supervisor.Config.Options;
using Supervisor.Testing;

namespace Supervisor.Config.Tests.Ini.Oracle;

public sealed class OracleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Generated_configs_mean_what_they_mean_to_supervisord()
    {
        Oracle.Require();
        var texts = Enumerable.Range(0, 400).Select(seed => new IniGenerator(new Random(seed)).Generate()).ToList();
        Compare("load", texts, Load);
    }

    [Fact]
    public void Configs_with_a_trap_mean_what_they_mean_to_supervisord()
    {
        Oracle.Require();
        Compare("load", [.. OracleTable.Configs], Load);
    }

    [Fact]
    public void Included_files_mean_what_they_mean_to_supervisord()
    {
        Oracle.Require();
        Directory.CreateDirectory(Path.Combine(_folder.Path, "conf.d"));
        Write("conf.d/b.conf", "[program:b]\ncommand=%(here)s b\n[program:m]\nPriority=2\n[include]\nfiles=nothing\n");
        Write("conf.d/a.conf", "[program:a]\ncommand=a\n[DEFAULT]\nstartsecs=7\n[program:b]\ncommand=lost\n");
        Write("conf.d/.hidden.conf", "broken");
        Write("x.ini", "[program:m]\ncommand=again %(here)s\n");
        var main = "[supervisord]\nidentifier=%(here)s\n[program:m]\ncommand=first\npriority=1\n"
            + "[include]\nfiles = conf.d/*.conf none/*.conf\n  %(here)s/[x-z].in? %(ENV_PLAIN)s\n";
        Compare("load", [main, "[include]\nfiles=x.ini\n", "[supervisord]\n[include]\nfiles=0.conf x.ini\n"], Load);
    }

    [Fact]
    public void Random_lines_have_the_sections_and_keys_that_Python_finds()
    {
        Oracle.Require();
        var texts = Enumerable.Range(0, 3000).Select(seed => RandomLines(new Random(seed))).ToList();
        Compare("parse", texts, Parse);
    }

    private void Compare(string kind, List<string> texts, Func<string, IReadOnlyList<string>> ours)
    {
        var files = texts.Select((_, i) => Path.Combine(_folder.Path, $"{i}.conf")).ToList();
        for (var i = 0; i < files.Count; i++)
        {
            File.WriteAllText(files[i], texts[i]);
        }

        var theirs = Oracle.Ask(kind, files);
        var failures = new List<string>();
        for (var i = 0; i < files.Count; i++)
        {
            var (expected, actual) = (Comparable(theirs[i]), ours(files[i]));
            var comparable = Comparable(actual);
            if (!expected.SequenceEqual(comparable) || Warnings(theirs[i]).Except(Warnings(actual)).Any())
            {
                failures.Add($"config {i}:\n{texts[i]}\nsupervisord:\n{string.Join('\n', theirs[i].Except(actual))}\n"
                    + $"ours:\n{string.Join('\n', actual.Except(theirs[i]))}\n(of {expected.Count} and {comparable.Count} lines)");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ:\n{string.Join("\n\n", failures.Take(10))}");
    }

    private static IReadOnlyList<string> Load(string file)
    {
        var host = new OracleHost();
        return ConfigLines.Of(ConfigLoader.Load(file, DaemonOptions.None, host), host);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);

    // supervisord warns of what is set for a stderr that is redirected, and so has no log, and takes no name for one.
    private static IEnumerable<string> Warnings(IReadOnlyList<string> lines) =>
        lines.Any(IsError) ? [] : lines.Where(line => IsWarning(line) && !line.Contains("stderr_logfile", StringComparison.Ordinal));

    private static bool IsError(string line) => line.StartsWith("error: ", StringComparison.Ordinal);

    private static bool IsWarning(string line) => line.StartsWith("warning: ", StringComparison.Ordinal);

    // That there is an error counts. Of the warnings ours are more: they also tell of what supervisord ignores.
    private static List<string> Comparable(IReadOnlyList<string> lines) =>
        lines.Any(IsError) ? ["error"] : [.. lines.Where(line => !IsWarning(line))];

    private static List<string> Parse(string file)
    {
        var sink = new DiagnosticSink();
        var read = IniReader.Read(file, File.ReadAllText(file), sink);
        if (sink.HasErrors)
        {
            return ["error: "];
        }

        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var section in read.Sections)
        {
            if (!sections.TryGetValue(section.Name, out var pairs))
            {
                sections.Add(section.Name, pairs = new Dictionary<string, string>(StringComparer.Ordinal));
            }

            foreach (var pair in section.Pairs)
            {
                pairs[pair.Key] = pair.Value;
            }
        }

        return [.. sections.SelectMany(s => s.Value.Select(p => $"{OneLine(p.Key)}: {OneLine(p.Value)}").Prepend($"section: {OneLine(s.Key)}"))];
    }

    private static string OneLine(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string RandomLines(Random random)
    {
        string[] pieces =
        [
            "[a]", "[b c]", "[a]x", "[", "]", "k", "K2", "=", ":", " ", "  ", "\t", ";", "#", " ;", " #", "v", "\\", "\"", "é", "\u00a0",
            "\u001c", "\n", "\n", "\n", "\r\n", "\r", "[a]\n", "k=v\n", "\n  w", "\nx:", "%(here)s", "\u2028", "\u0085",
        ];
        var text = string.Concat(Enumerable.Range(0, random.Next(2, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
        return random.Next(4) == 0 ? text : "[s]\n" + text;
    }
}
