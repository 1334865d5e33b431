using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests;

/// <summary>Credentials that a real systemd gives to the service.</summary>
public sealed class CredentialTests(BootedSystem system) : IClassFixture<BootedSystem>
{
    private const string Config = """
        [supervisord]
        logfile = "NONE"
        pidfile = "/run/supervisord.pid"
        [unix_http_server]
        file = "/run/supervisor.sock"
        [program.a]
        command = "sleep 1000"
        startsecs = 0
        environment = { TOKEN = "${credential:api}" }
        """;

    [Fact]
    public async Task A_credential_reaches_the_program_also_when_the_config_is_read_again_by_another_brain()
    {
        var service = await FreshAsync();
        await service.OverrideAsync("[Service]\nLoadCredential=api:/etc/api-token\n");
        system.Write("/etc/api-token", "s3cret\n");
        await service.MustAsync("start");
        await GivenAsync(service);
        var brain = (await system.OutputAsync("pgrep", "-f", "supervisord --supervisor-brain=.*-n")).Split('\n')[^1];

        await system.OutputAsync("kill", "-KILL", brain);

        await service.LogsAsync("brain was replaced");
        await Eventually.IsTrueAsync(async () => (await system.RunAsync("supervisorctl", "pid")).ExitCode == 0, () => "it answers");
        Assert.Equal("No config updates to processes", await system.OutputAsync("supervisorctl", "reread"));
        await service.MustAsync("reload");
        await GivenAsync(service);
        Assert.DoesNotContain("s3cret", string.Join('\n', await service.JournalAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_the_start_fails_and_says_what_the_unit_lacks()
    {
        var service = await FreshAsync();

        Assert.Equal(1, (await service.SystemctlAsync("start")).ExitCode);

        await service.LogsAsync("CREDENTIALS_DIRECTORY is not set; start supervisord as a systemd unit with LoadCredential=api:PATH");
    }

    private async Task<Service> FreshAsync()
    {
        system.IsNeeded();
        system.Write("/etc/supervisord.toml", Config);
        return await Service.FreshAsync(system);
    }

    private async Task GivenAsync(Service service)
    {
        var program = Assert.Single(await service.RunningAsync("sleep 1000"));
        Assert.Contains("\nTOKEN=s3cret\n", "\n" + await system.ShellAsync($"tr '\\0' '\\n' </proc/{program}/environ") + "\n", StringComparison.Ordinal);
    }
}
