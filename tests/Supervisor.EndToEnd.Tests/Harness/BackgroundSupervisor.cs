using System.Diagnostics;
using System.Globalization;
using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>A supervisord that is launched into the background, and what /proc says of it. It ends with this object.</summary>
internal sealed class BackgroundSupervisor(TemporaryFolder folder) : IAsyncDisposable
{
    private const string MarkName = "SUPERVISOR_TEST_RUN";
    private const int Octal = 8;

    private readonly string _mark = Guid.NewGuid().ToString("N");

    public ControlApi Control { get; } = new(folder["supervisor.sock"]);

    public string SocketPath => folder["supervisor.sock"];

    public string PidPath => folder["supervisord.pid"];

    public string MainLog => File.ReadAllText(folder["supervisord.log"]);

    /// <summary>The pid of the brain.</summary>
    public int Brain => BrainProcess.Of(Pid) ?? throw new InvalidOperationException("there is no brain");

    /// <summary>The pid that is in the pid file: the keeper's.</summary>
    public int Pid => int.Parse(File.ReadAllText(PidPath), CultureInfo.InvariantCulture);

    public string Directory => Link(Pid, "cwd")!;

    public int Umask => Convert.ToInt32(Status("Umask"), Octal);

    public string UserId => Status("Uid").Split('\t')[0];

    public string GroupId => Status("Gid").Split('\t')[0];

    /// <summary>Device number of its controlling terminal; 0: none.</summary>
    public int Terminal => ProcFs.TerminalOf(Pid)!.Value;

    /// <summary>The open descriptors and what they are.</summary>
    public static IReadOnlyDictionary<int, string> DescriptorsOf(int pid) => System.IO.Directory.GetFileSystemEntries($"/proc/{pid}/fd")
        .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
        .Select(number => (Number: number, Target: Link(pid, $"fd/{number}")))
        .Where(entry => entry.Target is not null)
        .ToDictionary(entry => entry.Number, entry => entry.Target!);

    public bool Ignores(Signum signal) => IsIn("SigIgn", signal);

    /// <summary>Whether a signal waits until the keeper takes it, instead of doing anything by itself.</summary>
    public bool Holds(Signum signal) => IsIn("SigBlk", signal);

    /// <summary>Runs the launching command to its end: <c>wrapper supervisord -c FILE options</c>, in the folder.</summary>
    public Task<CommandResult> LaunchAsync(Setup setup)
    {
        var (words, environment) = Prepare(setup);
        return Command.RunAsync(words, "", environment, folder.Path);
    }

    /// <summary>Starts the same, for a wrapper that goes on after the launch. The caller ends it.</summary>
    public Process StartLaunch(Setup setup)
    {
        var (words, environment) = Prepare(setup);
        return Process.Start(Command.StartInfo(words, environment, folder.Path))!;
    }

    /// <summary>The same, and it must succeed without a word.</summary>
    public async Task LaunchedAsync(Setup setup) => Assert.Equal(new CommandResult(0, "", ""), await LaunchAsync(setup));

    /// <summary>Stops it by SIGTERM and waits for its end.</summary>
    public async Task StopAsync()
    {
        var pid = Pid;
        RunningSupervisor.SendSignal(pid, Signum.SIGTERM);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(pid), $"supervisord {pid} ends:\n{MainLog}");
    }

    /// <summary>All processes that are there because of the launch.</summary>
    public IReadOnlyList<int> Processes() => ProcFs.WithVariable($"{MarkName}={_mark}");

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        foreach (var pid in Processes()) _ = Syscall.kill(pid, Signum.SIGTERM);
        try
        {
            await Eventually.IsTrueAsync(() => Processes().Count == 0, "nothing is left behind", TimeSpan.FromSeconds(10));
        }
        finally
        {
            foreach (var pid in Processes()) _ = Syscall.kill(pid, Signum.SIGKILL);
        }
    }

    private (string[] Words, Dictionary<string, string?> Environment) Prepare(Setup setup)
    {
        var config = folder.Write(setup.ConfigName, setup.Config ?? $"""
            [supervisord]
            logfile = "supervisord.log"
            pidfile = "supervisord.pid"
            childlogdir = "."
            {setup.Daemon}

            [unix_http_server]
            file = "supervisor.sock"

            {setup.Programs}
            """);
        return ([.. setup.Wrapper, Binaries.Supervisord, "-c", config, .. setup.Options], new(setup.Environment) { [MarkName] = _mark });
    }

    private static string? Link(int pid, string name) => new FileInfo($"/proc/{pid}/{name}").LinkTarget;

    private string Status(string name) => File.ReadAllLines($"/proc/{Pid}/status")
        .Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    private bool IsIn(string set, Signum signal) =>
        (ulong.Parse(Status(set), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> ((int)signal - 1) & 1) != 0;
}
