using System.Globalization;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

/// <summary>The request targets of the API. Names are percent-encoded path segments (RFC 3986).</summary>
internal static class ControlPaths
{
    public const string Info = "v1/info";
    public const string Config = "v1/config";
    public const string Reread = "v1/reread";
    public const string Reload = "v1/reload";
    public const string Shutdown = "v1/shutdown";
    public const string Upgrade = "v1/upgrade";
    public const string MainLog = "v1/log";
    public const string AllLogs = "v1/logs";
    public const string Events = "v1/events";

    public const string States = "v1/processes?brief=true";

    public static string Processes(string? group) =>
        group is null ? "v1/processes" : $"v1/processes?group={Escape(group)}";

    public static string Process(string group, string name) =>
        $"v1/processes/{Segment(group, ErrorCodes.NoSuchProcess)}/{Segment(name, ErrorCodes.NoSuchProcess)}";

    public static string Group(string group) => $"v1/groups/{Segment(group, ErrorCodes.NoSuchGroup)}";

    public static string Verb(string? target, ProcessVerb verb, bool wait, bool holdSockets)
    {
        string word = verb switch
        {
            ProcessVerb.Start => "start",
            ProcessVerb.Stop => "stop",
            ProcessVerb.Restart => "restart",
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "no such verb"),
        };
        string query = (wait, holdSockets) switch
        {
            (true, false) => "",
            (false, false) => "?wait=false",
            (true, true) => "?hold_sockets=true",
            (false, true) => "?wait=false&hold_sockets=true",
        };
        return $"{target ?? "v1"}/{word}{query}";
    }

    public static string Signal(string? target, string signal) =>
        $"{target ?? "v1"}/signal/{Segment(signal, ErrorCodes.BadSignal)}";

    public static string Log(string path, long? tail, bool follow)
    {
        string query = (tail, follow) switch
        {
            (null, false) => "",
            (null, true) => "?follow=true",
            ({ } n, false) => string.Create(CultureInfo.InvariantCulture, $"?tail={n}"),
            ({ } n, true) => string.Create(CultureInfo.InvariantCulture, $"?tail={n}&follow=true"),
        };
        return path + query;
    }

    public static string Log(string group, string name, LogChannel channel) =>
        $"{Process(group, name)}/logs/{(channel == LogChannel.Stdout ? "stdout" : "stderr")}";

    public static string Update(IReadOnlyCollection<string> groups) =>
        groups.Count == 0 ? "v1/update" : "v1/update?" + string.Join('&', groups.Select(g => $"group={Escape(g)}"));

    /// <summary>An empty segment would change the path's meaning, and dots are removed from URLs even when escaped: nothing has such a name.</summary>
    private static string Segment(string value, string code) => value is "" or "." or ".."
        ? throw new ControlException(ControlError.Answered(new Problem
        {
            Title = "Not Found",
            Status = 404,
            Code = code,
            Detail = $"'{value}' cannot be a name",
        }))
        : Escape(value);

    private static string Escape(string value) => Uri.EscapeDataString(value);
}
