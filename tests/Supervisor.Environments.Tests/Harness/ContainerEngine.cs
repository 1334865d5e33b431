using System.Diagnostics;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>
/// podman with storage of its own and the image that the Dockerfile makes, on stand-ins for its base images (<c>tests/environments/containers.sh</c>). Built
/// once for all tests of a class.
/// </summary>
public sealed class ContainerEngine : IAsyncLifetime
{
    public const string Image = "localhost/supervisor";

    /// <summary>Where busybox is in a container, for programs: the image itself has no shell.</summary>
    public const string Busybox = "/busybox";

    // Two Native AOT builds, on a machine that may be busy.
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(20);
    private static readonly string Script = Repository.PathOf("tests", "environments", "containers.sh");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];
    private bool _isUp;

    private static readonly string? Given = Environment.GetEnvironmentVariable("SUPERVISOR_CONTAINERS");

    private string Engine => Given ?? _folder["engine"];

    private string? Missing { get; set; }

    /// <summary>Skips the test where there can be no containers.</summary>
    public void IsNeeded() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public async ValueTask InitializeAsync()
    {
        Missing = WhyNot();
        if (Missing is not null) return;
        if (Given is null)
        {
            _isUp = true;
            var (status, errors) = await RunScriptAsync("up");
            if (status != 0) throw new InvalidOperationException($"cannot build the image: {errors}");
        }

        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Engine, "engine")))
        {
            foreach (var word in line.Split(' ').Skip(1)) _environment[word.Split('=')[0]] = word.Split('=')[1];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isUp) await RunScriptAsync("down");
        _folder.Dispose();
    }

    /// <summary>Runs podman.</summary>
    internal Task<CommandResult> PodmanAsync(params string[] words) => Command.RunAsync(["podman", .. words], "", _environment);

    /// <summary>Runs podman, which must succeed; its output without the last newline.</summary>
    internal async Task<string> OutputAsync(params string[] words)
    {
        var result = await PodmanAsync(words);
        Assert.True(result.ExitCode == 0, $"podman {string.Join(' ', words)}: {result}");
        return result.Stdout.TrimEnd('\n');
    }

    /// <summary>The words of podman that run the image with a config in place of its own; the file is made here.</summary>
    internal string[] WithConfig(string config, params string[] options)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.toml");
        File.WriteAllText(path, config);
        return ["--volume", $"{path}:/etc/supervisord.toml:ro", .. WithBusybox, .. options, Image];
    }

    internal static IReadOnlyList<string> WithBusybox { get; } = ["--no-healthcheck", "--network", "none", "--volume", $"/bin/busybox:{Busybox}:ro"];

    private static string? WhyNot()
    {
        if (!Environment.IsPrivilegedProcess) return "needs root, for containers";
        foreach (var (file, package) in new[]
        {
            ("/usr/bin/podman", "podman"), ("/usr/bin/buildah", "buildah"), ("/usr/sbin/runc", "runc"), ("/usr/bin/gcc", "gcc"), ("/bin/busybox", "busybox-static"),
        })
        {
            if (!File.Exists(file)) return $"needs the package {package}";
        }

        return null;
    }

    private async Task<(int Status, string Errors)> RunScriptAsync(string verb)
    {
        var info = Command.StartInfo([Script, verb, Engine], directory: _folder.Path);
        info.RedirectStandardOutput = false;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(BuildPatience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await errors);
    }
}
