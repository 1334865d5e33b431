using System.Text;
using Supervisor.Control.Client;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Tests;

/// <summary>What one run of supervisorctl printed and returned.</summary>
internal sealed record CtlRun(int ExitCode, byte[] Bytes, string Errors)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>Runs a command, or without words the shell, in this process.</summary>
    public static async Task<CtlRun> OfAsync(
        string url,
        string[] words,
        string input = "",
        Func<ClientSettings, ClientSettings>? with = null,
        CancellationToken cancellationToken = default)
    {
        Assert.True(ControlEndpoint.TryParse(url, out ControlEndpoint? endpoint, out string? error), error);
        var settings = new ClientSettings(endpoint) { Interactive = words.Length == 0 };
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var application = new Application(new TextOutput(output), new TextOutput(errors), stdin, inputIsTerminal: false);
        int exitCode = await application.RunAsync(with?.Invoke(settings) ?? settings, words, cancellationToken);
        return new CtlRun(exitCode, output.ToArray(), Encoding.UTF8.GetString(errors.ToArray()));
    }
}
