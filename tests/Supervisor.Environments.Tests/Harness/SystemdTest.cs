using System.Globalization;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>A test with a booted systemd, which the tests of its class share, and a config for the service.</summary>
public abstract class SystemdTest(BootedSystem system) : IClassFixture<BootedSystem>
{
    internal const string Config = "/etc/supervisord.toml";

    internal BootedSystem Machine { get; } = system;

    internal async Task<Service> StartedAsync(params string[] programs)
    {
        var service = await FreshAsync(Programs(programs));
        await service.MustAsync("start");
        return service;
    }

    internal async Task<Service> FreshAsync(string programs)
    {
        Machine.IsNeeded();
        Machine.Write(Config, Daemon + programs);
        return await Service.FreshAsync(Machine);
    }

    internal void Configure(params string[] programs) => Machine.Write(Config, Daemon + Programs(programs));

    internal static string Daemon => """
        [supervisord]
        logfile = "NONE"
        pidfile = "/run/supervisord.pid"
        [unix_http_server]
        file = "/run/supervisor.sock"

        """;

    // Each sleeps for a second more than the one before, so that they can be told apart.
    internal static string Programs(params string[] names) => string.Concat(names.Select((name, number) =>
        string.Create(CultureInfo.InvariantCulture, $"[program.{name}]\ncommand = \"sleep {1000 + number}\"\nstartsecs = 0.2\n")));

    internal static async Task<IReadOnlyList<int>> ProgramsAsync(Service service) =>
        [.. await service.RunningAsync("sleep 1000"), .. await service.RunningAsync("sleep 1001")];

    internal async Task<int> BrainAsync(Service service)
    {
        var found = await Machine.RunAsync("pgrep", "-P", await service.ShowAsync("MainPID"), "-f", "^[^ ]*supervisord --supervisor-brain=");
        return found.ExitCode == 0 && found.Stdout.Trim().Split('\n') is [var only] ? int.Parse(only, CultureInfo.InvariantCulture) : 0;
    }

    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
