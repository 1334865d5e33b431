using Supervisor.Config.Options;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests.Doubles;

/// <summary>Short ways to load a config text and to look at what came out.</summary>
internal static class Loading
{
    public const string Path = "/etc/supervisord.toml";

    public static ConfigResult Load(string text, FakeConfigHost? host = null, DaemonOptions? options = null) =>
        ConfigLoader.Load(Path, options ?? DaemonOptions.None, (host ?? new FakeConfigHost()).Write(Path, text));

    public static SupervisorSpec Spec(string text, FakeConfigHost? host = null, DaemonOptions? options = null)
    {
        var result = Load(text, host, options);
        Assert.DoesNotContain(result.Diagnostics, d => d.IsError);
        return result.Spec!;
    }

    /// <summary>The only process of a config whose program <c>x</c> has these lines besides its command.</summary>
    public static ProcessSpec Process(string lines, FakeConfigHost? host = null) =>
        Assert.Single(Processes($"[program.x]\ncommand = 'true'\n{lines}\n", host));

    public static IReadOnlyList<ProcessSpec> Processes(string text, FakeConfigHost? host = null) =>
        [.. Spec(text, host).Roster.Groups.SelectMany(g => g.Processes)];

    /// <summary>All findings as they are printed, without the name of the main file.</summary>
    public static IReadOnlyList<string> Findings(string text, FakeConfigHost? host = null, DaemonOptions? options = null)
    {
        var result = Load(text, host, options);
        Assert.Equal(result.Spec is null, result.Diagnostics.Any(d => d.IsError));
        return [.. result.Diagnostics.Select(d => Shorten(d.ToString()))];
    }

    private static string Shorten(string finding) =>
        finding.StartsWith(Path + ":", StringComparison.Ordinal) ? finding[(Path.Length + 1)..] : finding;

    /// <summary>The only finding.</summary>
    public static string Finding(string text, FakeConfigHost? host = null, DaemonOptions? options = null) =>
        Assert.Single(Findings(text, host, options));
}
