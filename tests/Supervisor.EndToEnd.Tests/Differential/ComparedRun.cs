using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mono.Unix.Native;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>
/// One run of a script: a supervisord in a folder of its own, its client, and what the steps gave, normalised. The state is waited
/// for over XML-RPC, which both daemons speak.
/// </summary>
internal sealed class ComparedRun : IAsyncDisposable
{
    private const string MarkName = "SUPERVISOR_TEST_RUN";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly List<(string Step, string Result)> _steps = [];
    private readonly XmlRpcControlClient _rpc;
    private readonly Lazy<WarmClient> _theirClient;
    private readonly StringBuilder _printed = new();
    private Process? _daemon;

    public ComparedRun(Pair pair)
    {
        Pair = pair;
        Assert.True(ControlEndpoint.TryParse($"unix://{_folder["s.sock"]}", out ControlEndpoint? endpoint, out _));
        _rpc = new XmlRpcControlClient(endpoint);
        _theirClient = new(() => new WarmClient(Environment(), _folder.Path));
    }

    public Pair Pair { get; }

    public IReadOnlyList<(string Step, string Result)> Steps => _steps;

    public int DaemonPid => _daemon!.Id;

    public string this[string file] => _folder[file];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes the config and starts the daemon, and waits until it answers.</summary>
    public async Task StartAsync(string programs, string more = "", params string[] options)
    {
        Configure(programs, more);
        _daemon = Process.Start(Command.StartInfo([.. DaemonWords, "-n", "-c", _folder["s.conf"], .. options], Environment(), _folder.Path))!;
        _daemon.StandardInput.Close();
        _daemon.OutputDataReceived += (_, line) => Keep(line.Data);
        _daemon.ErrorDataReceived += (_, _) => { };
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        await AnswersAgainAsync();
    }

    /// <summary>Writes the config and starts the daemon in the background; what that prints and gives is a step.</summary>
    public async Task LaunchAsync(string programs, string more = "")
    {
        Configure(programs, more);
        CommandResult launched = await Command.RunAsync([.. DaemonWords, "-c", _folder["s.conf"]], "", Environment(), _folder.Path);
        Note("launch", launched.ToString());
        await AnswersAgainAsync();
    }

    /// <summary>What the daemon has printed on its stdout; all of it once it has ended.</summary>
    public string Printed
    {
        get
        {
            _daemon!.WaitForExit();
            lock (_printed)
                return _printed.ToString();
        }
    }

    /// <summary>Puts a config in the place of the present one; nobody is told. <c>DIR</c> is the folder.</summary>
    public void Configure(string programs, string more = "") => _folder.Write("s.conf", $"""
        [supervisord]
        logfile=DIR/main.log
        pidfile=DIR/s.pid
        childlogdir=DIR
        {more}
        [unix_http_server]
        file=DIR/s.sock
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://DIR/s.sock
        {programs}
        """.Replace("DIR", _folder.Path, StringComparison.Ordinal));

    /// <summary>Writes a file into the folder, with <c>DIR</c> as the folder.</summary>
    public void Write(string name, string text) => _folder.Write(name, text.Replace("DIR", _folder.Path, StringComparison.Ordinal));

    /// <summary>Runs a command of supervisorctl. Its exit code, stdout and stderr are a step.</summary>
    public async Task Ctl(string command, bool anyOrder = false) =>
        Add($"$ {command}", await RunAsync("", ["-c", _folder["s.conf"], .. command.Replace("DIR", _folder.Path, StringComparison.Ordinal).Split(' ')]), anyOrder);

    /// <summary>Runs a command whose words are its own: only its exit code is a step.</summary>
    public async Task CtlCode(string command) =>
        Note($"$ {command}", (await CtlResultAsync(command)).ExitCode.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs a command that is no step.</summary>
    public Task<CommandResult> CtlResultAsync(string command) => CtlResultAsync(["-c", _folder["s.conf"], .. command.Split(' ')]);

    /// <inheritdoc cref="CtlResultAsync(string)"/>
    public Task<CommandResult> CtlResultAsync(IReadOnlyList<string> words, string input = "") => RunAsync(input, words);

    /// <summary>Waits until the daemon answers, after a restart of it.</summary>
    public Task AnswersAgainAsync() => Eventually.IsTrueAsync(AnswersAsync, () => $"{Pair} answers\n{MainLog}", Patience);

    /// <summary>Runs it with exactly these arguments.</summary>
    public async Task CtlWith(params string[] words) =>
        Add($"% {string.Join(' ', words)}", await RunAsync("", [.. words.Select(word => word.Replace("DIR", _folder.Path, StringComparison.Ordinal))]), anyOrder: false);

    /// <summary>Gives lines to the shell. Prompts are left out.</summary>
    public async Task Shell(string step, string lines)
    {
        CommandResult result = await RunAsync(lines, ["-c", _folder["s.conf"]]);
        Add(step, result with { Stdout = result.Stdout.Replace("supervisor> ", "", StringComparison.Ordinal) }, anyOrder: false);
    }

    /// <summary>Runs a Python script with the URL of the server as argument; what it prints is a step.</summary>
    public async Task Python(string step, string script) =>
        Note(step, await DebianSupervisor.PythonAsync(script, $"unix://{_folder["s.sock"]}", _folder.Path));

    /// <summary>Asks for something whose outcome is no step.</summary>
    public Task<T> AskAsync<T>(Func<IControlClient, Task<T>> question) => question(_rpc);

    public static void Signal(int pid, Signum signal) => Assert.Equal(0, Syscall.kill(pid, signal));

    public async Task ReachesAsync(string namespec, string state, Func<ProcessInfo, bool>? also = null)
    {
        (string group, string name) = namespec.Split(':') is [var g, var n] ? (g, n) : (namespec, namespec);
        ProcessInfo? seen = null;
        await Eventually.IsTrueAsync(
            async () => (seen = await _rpc.GetProcessAsync(group, name, Token)).StateName == state && also?.Invoke(seen) != false,
            () => $"{Pair}: {namespec} is {state}; it was {seen?.StateName} {seen?.Description}\n{MainLog}",
            Patience);
    }

    public async Task<int> PidOfAsync(string group, string name) => (await _rpc.GetProcessAsync(group, name, Token)).Pid;

    public Task LogsAsync(string text, int times = 1) => HasAsync("main.log", text, times);

    public Task HasAsync(string file, string text, int times = 1) => Eventually.IsTrueAsync(
        () => Task.FromResult(Read(file).Split(text).Length > times), () => $"{Pair}: {times} x \"{text}\" in {file}:\n{Read(file)}\n{MainLog}", Patience);

    public Task EndsAsync() => Eventually.IsTrueAsync(() => Task.FromResult(_daemon!.HasExited), () => $"{Pair} ends\n{MainLog}", Patience);

    /// <summary>The exit code of the daemon is a step.</summary>
    public void NoteExitCode() => Note("exit code of supervisord", _daemon!.ExitCode.ToString(CultureInfo.InvariantCulture));

    /// <summary>A file is a step.</summary>
    public void NoteFile(string name) => Note(name, Read(name));

    /// <summary>
    /// The lines of the main log that are about a program, in order, are a step. Left out is what says how long something took: that it is
    /// waited for, and on request that it became RUNNING; and who asked for what.
    /// </summary>
    public void NoteLog(string program, bool success = true) => Note(
        $"main log: {program}",
        string.Concat(MainLog.Split('\n')
            .Where(line => line.Split(' ', '\'', ',').Contains(program) && !line.Contains("waiting for", StringComparison.Ordinal)
                && !line.Contains(" requested ", StringComparison.Ordinal)
                && (success || !line.Contains("success:", StringComparison.Ordinal)))
            .Select(line => line + "\n")));

    public void Note(string step, string result) => _steps.Add((step, Normal.Text(result, _folder.Path)));

    public string MainLog => Read("main.log");

    /// <summary>A file that somebody may be writing; empty when it is not there.</summary>
    public string Read(string name)
    {
        try
        {
            return File.ReadAllText(_folder[name], Encoding.UTF8);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_theirClient.IsValueCreated) _theirClient.Value.Dispose();
        // What it has started goes with it, in as many rounds as it takes.
        if (_daemon?.HasExited == false) _daemon.Kill();
        await Eventually.IsTrueAsync(
            () => Task.FromResult(KillMarked() == 0), () => $"nothing of {Pair} is left", TimeSpan.FromSeconds(10));
        if (_daemon is not null)
        {
            await _daemon.WaitForExitAsync(CancellationToken.None);
            _daemon.Dispose();
        }

        _rpc.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<string> DaemonWords => Pair.Daemon == Origin.Ours ? [Binaries.Supervisord] : [DebianSupervisor.Python, "-m", "supervisor.supervisord"];

    private Task<CommandResult> RunAsync(string input, IReadOnlyList<string> words) => Pair.Ctl == Origin.Ours
        ? Command.RunAsync([Binaries.Supervisorctl, .. words], input, Environment(), _folder.Path)
        : _theirClient.Value.RunAsync(input, words);

    private void Add(string step, CommandResult result, bool anyOrder)
    {
        string stdout = step.StartsWith("$ pid", StringComparison.Ordinal) ? Normal.Pids(result.Stdout) : result.Stdout;
        Note(step, (result with { Stdout = anyOrder ? Normal.Sorted(stdout) : stdout }).ToString());
    }

    private Dictionary<string, string?> Environment() => new()
    {
        [MarkName] = _mark,
        ["PYTHONIOENCODING"] = "utf-8",
        ["LC_ALL"] = "C.UTF-8",
        ["COMPARED"] = "from outside",
    };

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_printed)
            _printed.Append(line).Append('\n');
    }

    private async Task<bool> AnswersAsync()
    {
        if (_daemon?.HasExited == true) throw new InvalidOperationException($"{Pair} ended at its start\n{MainLog}");
        try
        {
            await _rpc.ListProcessesAsync(cancellationToken: Token);
            return true;
        }
        catch (ControlException)
        {
            return false;
        }
    }

    private int KillMarked()
    {
        IReadOnlyList<int> left = ProcFs.WithVariable($"{MarkName}={_mark}");
        foreach (int pid in left)
        {
            _ = Syscall.kill(pid, Signum.SIGKILL);
        }

        return left.Count;
    }
}
