using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>A booted system with two versions of our Debian package at hand, and the package <c>supervisor</c> of this machine installed.</summary>
public sealed class PackagedSystem : IAsyncLifetime
{
    private const string Folder = "/var/packages";

    private readonly TemporaryFolder _tree = new();
    private BootedSystem? _system;

    internal BootedSystem System => _system ?? throw new InvalidOperationException("not booted: the tests are skipped");

    /// <summary>The package as it is seen from outside.</summary>
    internal string Package { get; private set; } = "";

    /// <summary>Skips the test where packages cannot be installed in a system of their own.</summary>
    internal void IsNeeded()
    {
        Packaging.NeedsRelease();
        Assert.SkipWhen(!File.Exists("/usr/bin/dpkg-deb") || !File.Exists("/usr/bin/ucf"), "needs Debian with the package ucf");
        System.IsNeeded();
    }

    public async ValueTask InitializeAsync()
    {
        if (!Binaries.AreReleased || !File.Exists("/usr/bin/dpkg-deb")) return;
        Package = await Packaging.BuildDebAsync(_tree[$"tree{Folder}"], "1.0.0~test1");
        await Packaging.BuildDebAsync(_tree[$"tree{Folder}"], "1.0.0~test2");
        _system = new BootedSystem(_tree["tree"]);
        await _system.InitializeAsync();

        // What keeps packages of the machine from starting services, and what builds an index of manual pages for each of them.
        File.Delete(_system.Outside("/usr/sbin/policy-rc.d"));
        File.Delete(_system.Outside("/var/lib/man-db/auto-update"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
        _tree.Dispose();
    }

    /// <summary>Installs our package, or goes on to its next version.</summary>
    internal Task<string> InstallAsync(int version) =>
        System.OutputAsync("dpkg", "-i", $"{Folder}/supervisord_1.0.0~test{version}_{Architecture}.deb");

    /// <summary>A system that never had a supervisord: what earlier tests and this machine had of it is gone.</summary>
    internal async Task CleanAsync()
    {
        await System.RunAsync("dpkg", "--purge", "supervisord", "supervisor");
        await System.ShellAsync("rm -rf /etc/supervisor /etc/supervisord.* /var/log/supervisor");
    }

    private static string Architecture => global::System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == global::System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
