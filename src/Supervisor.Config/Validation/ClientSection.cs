using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>
/// Reads <c>[supervisorctl]</c>. Without a <c>serverurl</c> of its own the client goes to the first server of the file,
/// with that server's user name and password.
/// </summary>
internal static class ClientSection
{
    private const string DefaultUrl = "http://localhost:9001";
    private const string UnixScheme = "unix://";

    internal static readonly string[] Keys = ["serverurl", "username", "password", "prompt", "history_file"];

    public static ClientSpec Read(
        ConfigTable? table, IReadOnlyList<ServerSpec> servers, ExpansionScope scope, MachineChecks machine, DiagnosticSink sink)
    {
        if (table is not null)
        {
            UnknownKeys.Report(table, "supervisorctl", Keys, sink);
        }

        var section = new SectionReader(table, new ValueReader(sink, scope, "supervisorctl"));
        var url = section.Checked("serverurl", text => Url(text, machine));
        var server = url is null && servers.Count > 0 ? servers[0] : null;
        var username = section.Secret("username");
        var password = section.Secret("password");
        return new ClientSpec
        {
            ServerUrl = url ?? (server is null ? DefaultUrl : UrlOf(server)),
            Username = username ?? server?.Username,
            Password = password ?? (username is null ? PlainPassword(server) : null),
            Prompt = section.Text("prompt") ?? "supervisor",
            HistoryFile = section.Checked("history_file", machine.Path),
        };
    }

    /// <summary>The URL of a server; all addresses are reached as localhost.</summary>
    internal static string UrlOf(ServerSpec server) => server switch
    {
        ServerSpec.Unix unix => UnixScheme + unix.Path,
        ServerSpec.Inet { Host: var host, Port: var port, Tls: var tls } => string.Create(
            null, $"{(tls is null ? "http" : "https")}://{(host.Length == 0 ? "localhost" : host.Contains(':') ? $"[{host}]" : host)}:{port}"),
        _ => DefaultUrl,
    };

    // Only its SHA-1 is known otherwise, which no server takes.
    private static string? PlainPassword(ServerSpec? server) =>
        server?.Password?.StartsWith("{SHA}", StringComparison.Ordinal) == true ? null : server?.Password;

    private static Parsed<string> Url(string text, MachineChecks machine)
    {
        var url = text.Trim();
        if ((url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && url.Length > 7)
            || (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && url.Length > 8))
        {
            return url;
        }

        if (!url.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase) || url.Length == UnixScheme.Length)
        {
            return Parsed.Fail<string>($"not a URL of the form unix:///path/to/socket or http(s)://host:port: \"{text}\"");
        }

        var path = machine.Path(url[UnixScheme.Length..]);
        return path.Error is null ? UnixScheme + path.Value : path;
    }
}
