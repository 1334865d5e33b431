using System.Diagnostics;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>Starts all children with a pipe for their output, then reads all of them to the end and waits for them.</summary>
/// <param name="command">What the children run.</param>
/// <param name="live">Whether all of them live until all are started and read from, and only then may print.</param>
internal sealed class ManyAtOnce(IReadOnlyList<string> command, bool live)
{
    private readonly NativeCommand _native = new(command);
    private readonly PopenOptions _options = new(command) { Stdout = Redirect.Pipe };

    private static int ExpectedLength => SpawnCommands.Text.Length + 1;

    public unsafe void Bare(int children)
    {
        var hold = Hold();
        var started = new (int Pid, int Output)[children];
        for (var i = 0; i < children; i++) started[i] = BareSpawn.StartPiped(_native.Path, _native.Arguments, _native.Environment);
        hold?.Dispose();
        foreach (var (pid, output) in started) Check(BareSpawn.Finish(pid, output));
    }

    public void ByLauncher(int children)
    {
        var hold = Hold();
        var request = new LaunchRequest { Executable = command[0], Arguments = command, Environment = SpawnCommands.OwnEnvironment };
        var started = new (Launched Child, OwnedDescriptor Output)[children];
        for (var i = 0; i < children; i++)
        {
            var (output, input) = Pipe.Create();
            started[i] = ((Launched)Launcher.Launch(request with { Stdout = input.Number }), output);
            input.Dispose();
        }

        hold?.Dispose();
        Span<byte> buffer = stackalloc byte[4096];
        foreach (var (child, output) in started)
        {
            Check(DescriptorNumbers.ReadFully(output, buffer));
            output.Dispose();
            _ = ChildWait.Reap(child.Pid);
            child.Pidfd.Dispose();
        }
    }

    public void ByPopen(int children) => ByPopen(children, _options);

    public void ByExecStage(int children) => ByPopen(children, _options with { Umask = 0x12 });

    public void ByFramework(int children)
    {
        var hold = Hold();
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true };
        var processes = new Process[children];
        for (var i = 0; i < children; i++) processes[i] = Process.Start(info)!;
        var all = Task.WhenAll(processes.Select(async process =>
        {
            var text = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            Check(text.Length);
            process.StandardOutput.Dispose();
            process.Dispose();
        }));
        hold?.Dispose();
        all.GetAwaiter().GetResult();
    }

    private void ByPopen(int children, PopenOptions options)
    {
        var hold = Hold();
        var started = new Popen[children];
        for (var i = 0; i < children; i++) started[i] = Popen.Start(options);
        var all = Task.WhenAll(started.Select(async child =>
        {
            var completed = await child.CommunicateAsync().ConfigureAwait(false);
            Check(completed.Stdout!.Count);
            child.Dispose();
        }));
        hold?.Dispose();
        all.GetAwaiter().GetResult();
    }

    // The children have our standard input, which ends for all of them when this writing end is closed.
    private OwnedDescriptor? Hold()
    {
        if (!live) return null;
        var (read, write) = Pipe.Create();
        using (read) DescriptorReplacement.Replace(read.Number, 0);
        return write;
    }

    private static void Check(long length)
    {
        if (length != ExpectedLength) throw new InvalidOperationException($"{length} bytes came instead of {ExpectedLength}");
    }
}
