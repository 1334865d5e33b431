using System.Diagnostics;
using System.Globalization;
using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

/// <summary>
/// One launch of the test daemon in a folder of its own: the launching process, what it said, and the daemon, which is ended
/// with this object.
/// </summary>
internal sealed class Launch : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const int Kill = 9;

    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _daemons = [];

    /// <summary>The test daemon beside us, or another build of it (by Native AOT) that TEST_DAEMON names.</summary>
    internal static string Program { get; } = Environment.GetEnvironmentVariable("TEST_DAEMON") ?? Beside;

    /// <summary>The test daemon that needs the runtime.</summary>
    internal static string Beside => Path.Join(AppContext.BaseDirectory, "test-daemon");

    /// <summary>Where the daemon reports to; the step <c>report</c> of <see cref="Run"/> stands for it.</summary>
    internal string ReportPath => _folder["report"];

    internal string Folder => _folder.Path;

    /// <summary>Variables that are set for the launching process.</summary>
    internal Dictionary<string, string?> Variables { get; } = [];

    internal string this[string name] => _folder[name];

    /// <summary>Starts the test daemon and waits for the end of the launching process.</summary>
    internal Outcome Run(params string[] steps) => RunCommand(Program, steps);

    /// <summary>The same with a command before it: <c>sh -c '... exec "$@"' sh</c>, <c>unshare</c> and the like.</summary>
    internal Outcome RunCommand(string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        return Finish(process);
    }

    internal Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments.Select(Expand))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment.Remove("NOTIFY_SOCKET");
        start.Environment.Remove("SYSTEMD_EXEC_PID");

        // A runtime that execs or is killed leaves the pipes of its diagnostics in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    internal static Outcome Finish(Process process)
    {
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Deadline) || !Task.WaitAll([output, error], Deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the launching process, or somebody with its streams, did not end");
        }

        return new Outcome(process.Id, process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Waits until the step <c>report</c> was done.</summary>
    internal Task Reporting() => Eventually.IsTrueAsync(() => File.Exists(ReportPath), "the test daemon reports");

    /// <summary>A line of the report, which must be there.</summary>
    internal string Reported(string name) =>
        File.ReadAllLines(ReportPath).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>The process that reported.</summary>
    internal ProcessView Daemon()
    {
        var pid = int.Parse(Reported("pid"), CultureInfo.InvariantCulture);
        _daemons.Add(pid);
        return new ProcessView(pid);
    }

    /// <summary>Sends a signal by its name.</summary>
    internal static void Signal(int pid, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    internal static Task Ended(ProcessView process) => Eventually.IsTrueAsync(() => !process.IsAlive, $"process {process.Pid} ends");

    public void Dispose()
    {
        if (File.Exists(ReportPath)) _ = Daemon();
        foreach (var pid in _daemons.Where(IsTestDaemon))
            _ = Supervisor.Posix.Processes.ProcessSignals.Send(pid, Kill);
        _folder.Dispose();
    }

    private string Expand(string argument) => argument == "report" ? $"report={ReportPath}" : argument.Replace("{folder}", Folder, StringComparison.Ordinal);

    private static bool IsTestDaemon(int pid)
    {
        var process = new ProcessView(pid);
        return process.IsAlive && process.CommandLine.Any(word => word.Contains("test-daemon", StringComparison.Ordinal));
    }
}

/// <summary>How the launching process ended.</summary>
internal sealed record Outcome(int Pid, int ExitCode, string Output, string Error);
