using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>
/// A real supervisord in a folder of its own, a child of the test. Everything that it starts is marked by a variable in
/// the environment, so that what it leaves behind is found and ended.
/// </summary>
internal sealed class RunningSupervisor : IAsyncDisposable
{
    private const string MarkName = "SUPERVISOR_TEST_RUN";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Setup _setup;
    private readonly Process _process;
    private readonly string _mark;
    private readonly Task<string> _stdout;
    private readonly Task<string> _stderr;

    private RunningSupervisor(TemporaryFolder folder, Setup setup)
    {
        (Folder, _setup) = (folder, setup);
        _mark = Guid.NewGuid().ToString("N");
        ConfigPath = folder[setup.ConfigName];
        Rewrite(setup);
        var environment = new Dictionary<string, string?>(setup.Environment) { [MarkName] = _mark };
        string[] words = [.. setup.Wrapper, Binaries.Supervisord, "-n", "-c", ConfigPath, .. setup.Options];
        _process = Process.Start(Command.StartInfo(words, environment, folder.Path))!;
        _process.StandardInput.Close();
        _stdout = _process.StandardOutput.ReadToEndAsync();
        _stderr = _process.StandardError.ReadToEndAsync();
        Control = new ControlApi(folder["supervisor.sock"]);
    }

    public TemporaryFolder Folder { get; }

    public string ConfigPath { get; }

    public ControlApi Control { get; }

    public int Pid => _setup.WrapperForks ? ProcFs.ChildrenOf(_process.Id).Single() : _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>The main log as it is now.</summary>
    public string MainLog => ReadShared("supervisord.log");

    public string SocketPath => Folder["supervisor.sock"];

    public string PidPath => Folder["supervisord.pid"];

    /// <summary>Starts a daemon and waits for nothing.</summary>
    public static RunningSupervisor Begin(TemporaryFolder folder, Setup setup) => new(folder, setup);

    /// <summary>Starts a daemon and waits until it answers.</summary>
    public static async Task<RunningSupervisor> StartAsync(TemporaryFolder folder, Setup setup)
    {
        var daemon = new RunningSupervisor(folder, setup);
        try
        {
            await daemon.AnswersAsync();
            return daemon;
        }
        catch
        {
            await daemon.KillAsync();
            throw;
        }
    }

    /// <summary>Starts a daemon that is expected to end by itself, and waits for that.</summary>
    public static async Task<CommandResult> StartInVainAsync(TemporaryFolder folder, Setup setup)
    {
        await using var daemon = new RunningSupervisor(folder, setup);
        return await daemon.EndsAsync();
    }

    /// <summary>Puts another config in the place of the present one; nobody is told.</summary>
    public void Rewrite(Setup setup) => Folder.Write(_setup.ConfigName, setup.Config ?? $"""
        [supervisord]
        logfile = "supervisord.log"
        pidfile = "supervisord.pid"
        childlogdir = "."
        {setup.Daemon}

        [unix_http_server]
        file = "supervisor.sock"

        {setup.Programs}
        """);

    /// <summary>The same with other programs.</summary>
    public void Rewrite(string programs) => Rewrite(_setup with { Programs = programs });

    /// <summary>Runs the real supervisorctl against this daemon.</summary>
    public Task<CommandResult> Ctl(params string[] words) => CtlWithInput("", words);

    public Task<CommandResult> CtlWithInput(string input, params string[] words) =>
        Command.RunAsync([Binaries.Supervisorctl, "-c", ConfigPath, .. words], input, directory: Folder.Path);

    public void Signal(Signum signal) => SendSignal(Pid, signal);

    public static void SendSignal(int pid, Signum signal)
    {
        if (Syscall.kill(pid, signal) != 0) throw new InvalidOperationException($"cannot signal {pid}: {Stdlib.GetLastError()}");
    }

    /// <summary>Waits until a process is in a state.</summary>
    public async Task<Supervisor.Control.Wire.ProcessInfo> ReachesAsync(string namespec, string state, TimeSpan? within = null)
    {
        var seen = "";
        Supervisor.Control.Wire.ProcessInfo? info = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                info = await Control.ProcessAsync(namespec);
                seen = $"{info.StateName} {info.Description}";
                return info.StateName == state;
            },
            () => $"{namespec} is {state}; it was {seen}\n{MainLog}",
            within ?? Patience);
        return info!;
    }

    /// <summary>Waits until the main log has a text.</summary>
    public Task LogsAsync(string text, int times = 1) => Eventually.IsTrueAsync(
        () => Task.FromResult(MainLog.Split(text).Length > times), () => $"{times} x \"{text}\" in the main log:\n{MainLog}", Patience);

    /// <summary>Waits until a file has a text.</summary>
    public Task FileHasAsync(string name, string text, int times = 1) => Eventually.IsTrueAsync(
        () => Task.FromResult(ReadShared(name).Split(text).Length > times),
        () => $"{times} x \"{text}\" in {name}:\n{ReadShared(name)}\n{MainLog}",
        Patience);

    /// <summary>A file of the folder, which somebody may be writing; empty when it is not there.</summary>
    public string ReadShared(string name) => Encoding.UTF8.GetString(ReadBytes(name));

    public byte[] ReadBytes(string name)
    {
        try
        {
            using var file = new FileStream(Folder[name], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Lines of the main log without their time: <c>INFO spawned: 'x' with pid 7</c>.</summary>
    public IReadOnlyList<string> MainLogLines() =>
        [.. MainLog.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Length > 24 ? line[24..] : line)];

    /// <summary>Waits for the end of the daemon.</summary>
    public async Task<CommandResult> EndsAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"supervisord did not end within {Patience.TotalSeconds} s:\n{MainLog}");
        }

        return new CommandResult(_process.ExitCode, await _stdout, await _stderr);
    }

    /// <summary>Stops it as an administrator would.</summary>
    public Task<CommandResult> StopAsync()
    {
        Signal(Signum.SIGTERM);
        return EndsAsync();
    }

    /// <summary>What it has started for its programs and still runs.</summary>
    public IReadOnlyList<int> Descendants() => [.. Others().Where(pid => !BrainProcess.Is(pid))];

    /// <summary>The pid of the brain that works now; waits for one.</summary>
    public async Task<int> BrainAsync()
    {
        int? brain = null;
        await Eventually.IsTrueAsync(() => (brain = BrainProcess.Of(Pid)) is not null, $"there is a brain of {Pid}");
        return brain!.Value;
    }

    /// <summary>Kills the brain in the middle of whatever it does, and waits until the next one answers.</summary>
    public async Task<int> CrashAsync()
    {
        var brain = await BrainAsync();
        SendSignal(brain, Signum.SIGKILL);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), $"the brain {brain} is gone");
        await AnswersAsync();
        return brain;
    }

    /// <summary>The main processes of its programs.</summary>
    public IEnumerable<int> ProgramPids() => ProcFs.ChildrenOf(Pid).Where(pid => !BrainProcess.Is(pid));

    private IEnumerable<int> Others() =>
        ProcFs.WithVariable(string.Create(CultureInfo.InvariantCulture, $"{MarkName}={_mark}")).Where(pid => pid != _process.Id);

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', MainLog.Split('\n').TakeLast(40)));
        try
        {
            if (!HasEnded) await StopAsync();
            TestContext.Current.TestOutputHelper?.WriteLine(await _stderr);
            if (_setup.MayLeaveProcesses) return;

            // A short sleep of a shell that was stopped ends by itself; anything else stays and is found.
            await Eventually.IsTrueAsync(
                () => Task.FromResult(!Others().Any()),
                () => $"nothing is left behind: {string.Join("; ", Others().Select(pid => $"{pid} {ProcFs.CommandLineOf(pid)}"))}",
                TimeSpan.FromSeconds(3));
        }
        finally
        {
            await KillAsync();
        }
    }

    private async Task KillAsync()
    {
        // The daemon first, so that it starts nothing any more.
        if (!HasEnded) _process.Kill();
        await _process.WaitForExitAsync();
        foreach (var pid in Others())
        {
            _ = Syscall.kill(pid, Signum.SIGKILL);
        }

        Control.Dispose();
        _process.Dispose();
    }

    public async Task AnswersAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (HasEnded) throw new InvalidOperationException($"supervisord ended at its start: {await EndsAsync()}");
            try
            {
                _ = await Control.InfoAsync();
                return;
            }
            catch (HttpRequestException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(10);
            }
        }
    }
}
