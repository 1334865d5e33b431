namespace Supervisor.Config.Ini;

/// <summary>Where a section of an INI file belongs in a document.</summary>
/// <param name="Kind">The outer table, such as <c>program</c>.</param>
/// <param name="Name">The inner one, or null for the outer table itself.</param>
internal readonly record struct SectionName(string Kind, string? Name)
{
    public const string Defaults = "DEFAULT";
    public const string Include = "include";
    public const string RpcInterface = "rpcinterface";
    public const string CtlPlugin = "ctlplugin";

    private static readonly string[] Single = ["supervisord", "supervisorctl"];
    private static readonly string[] Servers = ["unix_http_server", "inet_http_server"];
    private static readonly string[] Named = ["program", "group", "eventlistener", "fcgi-program", RpcInterface, CtlPlugin];

    /// <summary>All that a mistyped one may have been meant for, names with their colon.</summary>
    public static IEnumerable<string> Known => [.. Single, .. Servers, Include, .. Named.Select(kind => kind + ":")];

    /// <summary>The place of a section, or null for one that supervisord does not know.</summary>
    public static SectionName? Parse(string section)
    {
        if (Single.Contains(section))
        {
            return new SectionName(section, null);
        }

        // supervisord takes every section that begins like this for a server: [inet_http_server:two], [inet_http_server2].
        if (Array.Find(Servers, server => section.StartsWith(server, StringComparison.Ordinal)) is { } server)
        {
            var rest = section[server.Length..];
            return new SectionName(server, rest.Length == 0 ? null : rest.StartsWith(':') && rest.Length > 1 ? rest[1..] : rest);
        }

        var colon = section.IndexOf(':');
        return colon > 0 && Named.Contains(section[..colon])
            ? new SectionName(section[..colon], PythonSpace.Strip(section[(colon + 1)..]))
            : null;
    }
}
