using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervisor.Config.Options;
using Supervisor.Testing;

namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>Errors are supervisord's, word for word: ours have them with a place before them, and may go on after them.</summary>
public sealed partial class ErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _differences = new(() =>
        Blanks().Replace(File.ReadAllText(Repository.PathOf("docs", "differences.md")), " "));

    public ErrorTests()
    {
        Oracle.Require();
        _folder.Write("good.conf", "[supervisord]\nlogfile=/tmp/x\n");
        _folder.Write("servers.conf", "[supervisord]\n[inet_http_server]\nport=9001\n");
        _folder.Write("header.conf", "key\n");
        _folder.Write("prompt.conf", "[supervisorctl]\nprompt=%(nope)s\n");
        _folder.Write("password.conf", "[supervisorctl]\npassword=50%\n");
        _folder.Write("bad-1.ini", "key\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_config_is_refused_in_supervisords_words()
    {
        WrongInput[] inputs = [.. ErrorTable.Configs];
        var files = inputs.Select((input, i) => (input, File: _folder[$"{i}.conf"])).ToList();
        files.ForEach(one => File.WriteAllText(one.File, one.input.Text.Replace("DIR", _folder.Path, StringComparison.Ordinal)));
        Compare(
            "supervisord",
            inputs,
            [.. files.Select(one => new[] { "-c", one.File })],
            words => Loaded(words[1], DaemonOptions.None));
    }

    [Fact]
    public void A_command_line_of_supervisord_is_refused_in_its_words()
    {
        WrongInput[] inputs = [.. ErrorTable.DaemonLines];
        Compare("supervisord", inputs, [.. inputs.Select(Words)], words =>
        {
            var parsed = DaemonOptions.Parse(words);
            return parsed.Outcome == OptionsOutcome.Error ? [parsed.Error!]
                : Loaded(parsed.Options.ConfigFile!, parsed.Options);
        });
    }

    [Fact]
    public void A_command_line_of_supervisorctl_is_refused_in_its_words()
    {
        WrongInput[] inputs = [.. ErrorTable.ClientLines];
        Compare("supervisorctl", inputs, [.. inputs.Select(Words)], words =>
        {
            var parsed = ClientOptions.Parse(words);
            if (parsed.Outcome == OptionsOutcome.Error)
            {
                return [parsed.Error!];
            }

            var result = ClientConfigLoader.Load(parsed.Options.ConfigFile!, new OracleHost());
            return result.Client is null ? [.. result.Diagnostics.Where(d => d.IsError).Select(d => d.Text)] : [];
        });
    }

    private static List<string> Loaded(string file, DaemonOptions options) =>
        [.. ConfigLoader.Load(file, options, new OracleHost()).Diagnostics.Where(d => d.IsError).Select(d => d.Text)];

    private string[] Words(WrongInput input) => input.Text.Replace("DIR", _folder.Path, StringComparison.Ordinal).Split(' ');

    // Ours is everything that is wrong; the first finding is what supervisord would have stopped at.
    private void Compare(string program, WrongInput[] inputs, List<string[]> lines, Func<string[], List<string>> load)
    {
        var failures = new StringBuilder();
        foreach (var ((input, words), (status, theirs)) in inputs.Zip(lines).Zip(Ask(program, lines)))
        {
            var found = load(words);
            var ours = found.Count == 0 ? null : found[0];
            var expected = status is null ? null : Normal(theirs);
            var same = expected is null ? ours is null : ours?.Contains(expected, StringComparison.Ordinal) == true;
            var good = input.Documented is null ? expected is not null && same
                : !same && _differences.Value.Contains(input.Documented, StringComparison.Ordinal)
                    && (input.Ours is null ? ours is null : ours?.Contains(input.Ours, StringComparison.Ordinal) == true);
            if (!good)
            {
                failures.Append($"{input.Text.Replace("\n", "\\n", StringComparison.Ordinal)}\n  supervisord ({status}): {expected}\n  ours: {ours}\n");
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
    }

    // Without what our places say, what ours leaves out, and the lines around the message.
    private static string Normal(string text)
    {
        text = text.StartsWith("Error: ", StringComparison.Ordinal) ? text["Error: ".Length..] : text;
        text = Help().Replace(text, "");
        text = Section().Replace(text, "");
        text = Names().Replace(text, "");
        text = HeaderPlace().Replace(text, " ");
        text = LinePlace().Replace(text, "");
        return text.Trim().Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private static List<(int? Status, string Text)> Ask(string program, IEnumerable<string[]> lines)
    {
        var script = Repository.PathOf("tests", "Supervisor.Config.Tests", "Ini", "Oracle", "supervisord_errors.py");
        var input = string.Concat(lines.Select(words => JsonSerializer.Serialize<string[]>([program, .. words]) + "\n"));
        return
        [
            .. Oracle.Run(input, script).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var answer = JsonDocument.Parse(line);
                var status = answer.RootElement[0];
                return (status.ValueKind == JsonValueKind.Null ? (int?)null : status.GetInt32(), answer.RootElement[1].GetString()!);
            }),
        ];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\nFor help, use .*\n$")]
    private static partial Regex Help();

    [GeneratedRegex(@" in section '[^']*' \(file: '[^']*'\)| in \[fcgi-program:a\] socket$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@" Available names: .*", RegexOptions.Singleline)]
    private static partial Regex Names();

    [GeneratedRegex(@"\nfile: '[^']*', line: \d+\n")]
    private static partial Regex HeaderPlace();

    [GeneratedRegex(@"(?<=parsing errors: )'[^']*'\n\t\[line +\d+\]: ")]
    private static partial Regex LinePlace();
}
