using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>One unit in a booted system, as systemctl and journalctl show it. Made anew for each test; what was in the journal before is not seen.</summary>
internal sealed class Service
{
    private readonly BootedSystem _system;
    private readonly long _since;

    private Service(BootedSystem system, string name, long since) => (_system, Name, _since) = (system, name, since);

    public string Name { get; }

    /// <summary>Ends what an earlier test has left of the unit, drop-ins included.</summary>
    public static async Task<Service> FreshAsync(BootedSystem system, string name = "supervisord.service")
    {
        await system.RunAsync("systemctl", "stop", name);
        await system.RunAsync("systemctl", "reset-failed", name);
        var dropIns = system.Outside($"/etc/systemd/system/{name}.d");
        if (Directory.Exists(dropIns))
        {
            Directory.Delete(dropIns, recursive: true);
            await system.OutputAsync("systemctl", "daemon-reload");
        }

        await system.OutputAsync("journalctl", "--sync");
        return new Service(system, name, JournalEntry.Parse(await system.OutputAsync("journalctl", "-n", "1", "-o", "json")).At);
    }

    public Task<CommandResult> SystemctlAsync(string verb) => _system.RunAsync("systemctl", verb, Name);

    /// <summary>The verb must succeed.</summary>
    public async Task MustAsync(string verb)
    {
        var result = await SystemctlAsync(verb);
        Assert.True(result.ExitCode == 0, $"{verb}: {result}\n{await StatusAsync()}");
    }

    /// <summary>Puts settings over those of the unit.</summary>
    public async Task OverrideAsync(string text)
    {
        _system.Write($"/etc/systemd/system/{Name}.d/test.conf", text);
        await _system.OutputAsync("systemctl", "daemon-reload");
    }

    public Task<string> ShowAsync(string property) => _system.OutputAsync("systemctl", "show", "--value", "-p", property, Name);

    public async Task<int> MainPidAsync() => int.Parse(await ShowAsync("MainPID"), CultureInfo.InvariantCulture);

    public async Task<string> StatusAsync() => (await SystemctlAsync("status")).Stdout;

    /// <summary>Waits until a property is as wanted.</summary>
    public async Task ReachesAsync(string property, string wanted)
    {
        var last = "";
        await Eventually.IsTrueAsync(async () => (last = await ShowAsync(property)) == wanted, () => $"{property} of {Name} is {wanted}, not {last}");
    }

    /// <summary>All that the journal has from the unit, or from an identifier, since this was made.</summary>
    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(string? identifier = null)
    {
        await _system.OutputAsync("journalctl", "--sync");
        string[] whose = identifier is null ? ["-u", Name] : ["-t", identifier];

        // Not --after-cursor, which leaves out the first entry when the cursor's own is not among those that match.
        var lines = await _system.OutputAsync(["journalctl", "-o", "json", .. whose]);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JournalEntry.Parse).Where(entry => entry.At > _since)];
    }

    /// <summary>Waits for a message that has a text.</summary>
    public async Task<JournalEntry> LogsAsync(string text, string? identifier = null)
    {
        IReadOnlyList<JournalEntry> seen = [];
        await Eventually.IsTrueAsync(
            async () => (seen = await JournalAsync(identifier)).Any(entry => entry.Message.Contains(text, StringComparison.Ordinal)),
            () => $"the journal has '{text}':\n{string.Join('\n', seen)}");
        return seen.First(entry => entry.Message.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>The processes in the unit's cgroup, by pid in there.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync()
    {
        var group = await ShowAsync("ControlGroup");
        if (group.Length == 0) return [];
        var found = await _system.RunAsync("/bin/sh", "-c", $"find /sys/fs/cgroup{group} -name cgroup.procs -exec cat {{}} +");
        return found.ExitCode == 0 ? [.. Numbers(found.Stdout)] : [];
    }

    /// <summary>Pids of processes of the whole system whose command line is exactly this.</summary>
    public async Task<IReadOnlyList<int>> RunningAsync(string commandLine) =>
        [.. Numbers((await _system.RunAsync("pgrep", "-xf", commandLine)).Stdout)];

    private static IEnumerable<int> Numbers(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture));
}
