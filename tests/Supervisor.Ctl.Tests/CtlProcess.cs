using System.Diagnostics;

namespace Supervisor.Ctl.Tests;

/// <summary>The real program in a process of its own.</summary>
internal sealed class CtlProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    public CtlProcess(string folder, params string[] args)
        : this(folder, Path.Combine(AppContext.BaseDirectory, "supervisorctl"), args)
    {
    }

    public CtlProcess(string folder, string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The suite must not depend on where the runtime is installed.
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } p && Path.GetFileName(p) == "dotnet"
            ? p
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet")));
        _process = Process.Start(start) ?? throw new InvalidOperationException("not started");
    }

    public Process Process => _process;

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, string[] args, string input = "")
    {
        using var ctl = new CtlProcess(folder, args);
        return await ctl.EndAsync(input);
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync(string input = "")
    {
        using var deadline = new CancellationTokenSource(Deadline);
        Task<string> output = _process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> errors = _process.StandardError.ReadToEndAsync(deadline.Token);
        await _process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, await output, await errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
