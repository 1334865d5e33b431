using System.Diagnostics;
using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>
/// A real systemd as process 1 of namespaces of its own, on a throw-away view of the root file system (<c>tests/environments/systemd.sh</c>), with
/// the units of <c>packaging/systemd</c>. Booted once for all tests of a class.
/// </summary>
public sealed class BootedSystem : IAsyncLifetime
{
    private const string SystemdBinary = "/lib/systemd/systemd";
    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly string? _tree;
    private Process? _boot;
    private string _leader = "";

    public BootedSystem()
    {
    }

    /// <summary>One without our binaries and units, for a package that brings them.</summary>
    /// <param name="tree">A folder of files that are copied over its root.</param>
    internal BootedSystem(string tree) => _tree = tree;

    /// <summary>Why there is none here; null when it runs.</summary>
    private string? Missing { get; set; }

    /// <summary>Skips the test where no systemd can be booted.</summary>
    public void IsNeeded() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    public async ValueTask InitializeAsync()
    {
        Missing = await WhyNotAsync();
        if (Missing is not null) return;
        var files = _tree ?? _folder["files"];
        if (_tree is null) CopyUnits(Path.Combine(files, "etc/systemd/system"), Path.Combine(files, "etc/systemd/user"));
        Directory.CreateDirectory(_folder["system"]);
        string[] binaries = _tree is null ? [Folder(Binaries.Supervisord), Folder(Binaries.Supervisorctl)] : ["-", "-"];
        var info = Command.StartInfo([Repository.PathOf("tests", "environments", "systemd.sh"), _folder["system"], files, .. binaries]);
        info.RedirectStandardOutput = false;
        _boot = Process.Start(info)!;
        var problem = _boot.StandardError.ReadToEndAsync();
        var leader = Path.Combine(_folder["system"], "leader");
        await Eventually.IsTrueAsync(() => File.Exists(leader) || _boot.HasExited, "systemd is up", BootPatience);
        if (_boot.HasExited) throw new InvalidOperationException($"cannot boot systemd: {await problem}");
        _leader = (await File.ReadAllTextAsync(leader)).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (_boot is not null)
        {
            _boot.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _boot.WaitForExitAsync(patience.Token);
            _boot.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Runs a command in there, where there is no temporary folder of the tests.</summary>
    internal Task<CommandResult> RunAsync(params string[] words) => Command.RunAsync(
        ["nsenter", "-t", _leader, "-a", "--", .. words], "", new Dictionary<string, string?> { ["TMPDIR"] = null });

    /// <summary>Runs a command in there that must succeed; its output without the last newline.</summary>
    public async Task<string> OutputAsync(params string[] words)
    {
        var result = await RunAsync(words);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', words)}: {result}");
        return result.Stdout.TrimEnd('\n');
    }

    /// <summary>Runs a script in there that must succeed.</summary>
    public Task<string> ShellAsync(string script) => OutputAsync("/bin/sh", "-c", script);

    /// <summary>Writes a file in there, outside of /run and /tmp.</summary>
    public void Write(string path, string text)
    {
        var outside = Outside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(outside)!);
        File.WriteAllText(outside, text);
    }

    /// <summary>Where a file of there, outside of /run and /tmp, is seen from here.</summary>
    public string Outside(string path) => _folder["system/root"] + path;

    private static string Folder(string binary) => Path.GetDirectoryName(binary)!;

    private static void CopyUnits(string system, string user)
    {
        Directory.CreateDirectory(system);
        Directory.CreateDirectory(user);
        foreach (var unit in Directory.EnumerateFiles(Repository.PathOf("packaging", "systemd")))
        {
            File.Copy(unit, Path.Combine(system, Path.GetFileName(unit)));
        }

        foreach (var unit in Directory.EnumerateFiles(Repository.PathOf("packaging", "systemd", "user")))
        {
            File.Copy(unit, Path.Combine(user, Path.GetFileName(unit)));
        }
    }

    private static async Task<string?> WhyNotAsync()
    {
        if (!Environment.IsPrivilegedProcess) return "needs root, to boot a systemd of its own";
        if (!File.Exists(SystemdBinary)) return "needs the package systemd";
        var probe = await Command.RunAsync(
            "unshare", "--mount", "--pid", "--fork", "--cgroup", "/bin/sh", "-c", "mount -t tmpfs probe /mnt && mount -t cgroup2 probe /mnt");
        return probe.ExitCode == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"needs the right to mount and to make namespaces: {probe.Stderr.Trim()}");
    }
}
