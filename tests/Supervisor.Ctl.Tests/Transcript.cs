using System.Globalization;
using System.Text;
using Supervisor.Testing.Http;

namespace Supervisor.Ctl.Tests;

/// <summary>
/// One case of a transcript file: what the server answers, what is typed, and all that comes of it. Lines of a case:
/// <list type="table">
/// <item><c>== title</c></item>
/// <item><c>&gt; ROUTE</c> then <c>&lt; STATUS JSON</c>, or <c>&lt; STATUS code: detail</c> for a problem, or <c>&lt; bytes TEXT</c> for a log</item>
/// <item><c>| a line of standard input</c></item>
/// <item><c>$ a command line</c>, empty for the shell</item>
/// <item>then the output (a blank at the end of a line is shown as <c>·</c>), <c>! a line of stderr</c>, and <c>? the exit code</c></item>
/// </list>
/// </summary>
internal sealed class Transcript(string title)
{
    private const string Info =
        """{"version":"4.9.1","api_version":"1","identification":"supervisor","pid":4711,"state":1,"statename":"RUNNING","config_file":"/etc/supervisord.toml","warnings":[]}""";

    private readonly List<string> _script = [];
    private readonly StringBuilder _input = new();
    private string _command = "";

    public static IEnumerable<Transcript> Parse(IEnumerable<string> lines)
    {
        Transcript? current = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (current is not null)
                    yield return current;
                current = new Transcript(line);
            }
            else
            {
                current?.Take(line);
            }
        }

        if (current is not null)
            yield return current;
    }

    /// <summary>Runs the case and writes it anew.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        Script(server);
        bool scriptsInfo = _script.Any(line => line == "> GET /v1/info");
        if (!scriptsInfo)
            server.On("GET /v1/info", ScriptedAnswer.Json(200, Info));
        string[] words = _command.Length == 0 ? [] : _command.Split(' ');
        bool json = words is ["--json", ..];
        CtlRun run = await CtlRun.OfAsync(
            server.Url, json ? words[1..] : words, _input.ToString(), s => s with { Json = json }, cancellationToken);
        var text = new StringBuilder();
        text.AppendLine(title);
        _script.ForEach(line => text.AppendLine(line));
        foreach (string line in Lines(_input.ToString()))
            text.AppendLine($"| {line}".TrimEnd());
        text.AppendLine($"$ {_command}".TrimEnd());
        foreach (string line in Lines(run.Output))
            text.AppendLine(Visible(line.Replace(server.Url, "URL", StringComparison.Ordinal)));
        foreach (string line in Lines(run.Errors))
            text.Append("! ").AppendLine(line.Replace(server.Url, "URL", StringComparison.Ordinal));
        text.AppendLine(CultureInfo.InvariantCulture, $"? {run.ExitCode}");
        foreach (string route in server.Unused.Where(route => scriptsInfo || route != "GET /v1/info"))
            text.Append("never asked for: ").AppendLine(route);
        return text.ToString();
    }

    private void Take(string line)
    {
        if (line.StartsWith("> ", StringComparison.Ordinal) || line.StartsWith("< ", StringComparison.Ordinal))
            _script.Add(line);
        else if (line.StartsWith("| ", StringComparison.Ordinal) || line == "|")
            _input.Append(line.Length > 2 ? line[2..] : "").Append('\n');
        else if (line.StartsWith("$ ", StringComparison.Ordinal))
            _command = line[2..];
    }

    private void Script(ScriptedHttpServer server)
    {
        string route = "";
        foreach (string line in _script)
        {
            if (line[0] == '>')
                route = line[2..];
            else
                server.On(route, Answer(line[2..]));
        }
    }

    private static ScriptedAnswer Answer(string text)
    {
        (string first, string rest) = Cut(text, " ");
        if (first == "bytes")
            return ScriptedAnswer.With(200, "application/octet-stream", Encoding.UTF8.GetBytes(rest.Replace("\\n", "\n", StringComparison.Ordinal)));
        int status = int.Parse(first, CultureInfo.InvariantCulture);
        if (rest.Length == 0 || rest[0] is '{' or '[')
            return ScriptedAnswer.Json(status, rest);
        (string code, string detail) = Cut(rest, ": ");
        return ScriptedAnswer.Problem(status, code, detail);
    }

    private static (string Left, string Right) Cut(string text, string at)
    {
        int place = text.IndexOf(at, StringComparison.Ordinal);
        return place < 0 ? (text, "") : (text[..place], text[(place + at.Length)..]);
    }

    private static string[] Lines(string text)
    {
        if (text.Length == 0)
            return [];
        string[] lines = text.Split('\n');
        // A last line without its end would otherwise look like one with it.
        return lines[^1].Length == 0 ? lines[..^1] : [.. lines[..^1], lines[^1] + "(no line end)"];
    }

    private static string Visible(string line)
    {
        string trimmed = line.TrimEnd(' ');
        return trimmed + new string('·', line.Length - trimmed.Length);
    }
}
