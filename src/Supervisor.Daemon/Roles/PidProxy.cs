using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;
using Supervisor.Subprocess;

namespace Supervisor.Daemon.Roles;

/// <summary>
/// supervisord's <c>pidproxy</c>: runs a command, and passes signals on to the process whose pid stands in a file, such as a server behind a
/// script that waits for it. This binary is it when it is called by that name.
/// </summary>
internal sealed class PidProxy : IDisposable
{
    private const string Name = "pidproxy";
    private const string Usage = "pidproxy <pidfile name> <command> [<cmdarg1> ...]";
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int SignalBase = 128;

    // Long enough for any path; see proc_pid_cmdline(5).
    private const int LongestName = 4096;

    private static readonly int[] Ending = [SignalNumbers.Terminate, SignalNumbers.Interrupt, SignalNumbers.Quit];

    private readonly string _pidFile;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Popen> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile bool _isEnding;

    private PidProxy(string pidFile)
    {
        _pidFile = pidFile;
        foreach (var name in new[] { "TERM", "HUP", "INT", "USR1", "USR2", "QUIT" })
        {
            var number = SignalNumbers.Parse(name)!.Value;
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, signal =>
            {
                signal.Cancel = true;
                _ = PassOnAsync(number);
            }));
        }
    }

    /// <summary>The exit status, when this process was started as pidproxy; else null.</summary>
    public static int? RunIfRequested(string[] arguments)
    {
        if (Path.GetFileName(CalledAs()) != Name) return null;
        if (arguments.Length < 2)
        {
            StandardOutput.WriteLine(Usage);
            return 1;
        }

        using var proxy = new PidProxy(Path.GetFullPath(arguments[0]));
        return proxy.Run(arguments[1..]);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private int Run(string[] command)
    {
        // As in supervisord a name without a slash is one of the working directory first.
        var here = Path.GetFullPath(command[0]);
        try
        {
            var child = Popen.Start(new PopenOptions(command) { Executable = File.Exists(here) ? here : command[0] });
            _started.SetResult(child);
            _ = FollowAsync(child);
            return _ended.Task.GetAwaiter().GetResult();
        }
        catch (LaunchException failure)
        {
            StandardError.WriteLine($"{Name}: {failure.Message}");
            return failure.Errno == Errno.ENOENT ? NotFound : NotExecutable;
        }
    }

    private async Task FollowAsync(Popen command)
    {
        var code = await command.WaitAsync();
        if (!_isEnding) _ended.TrySetResult(code < 0 ? SignalBase - code : code);
    }

    // A signal that ends the server ends us too, once the server has gone: who waits for us waits for it.
    private async Task PassOnAsync(int signal)
    {
        var command = await _started.Task;
        if (OpenServer() is not { } server)
        {
            command.SendSignal(signal);
            return;
        }

        using (server)
        {
            // The command may end because the server does, and before we have seen that.
            _isEnding |= Ending.Contains(signal);
            var error = Pidfd.Send(server, signal);
            if (error != Errno.None && error != Errno.ESRCH)
            {
                StandardError.WriteLine($"{Name}: cannot send {SignalNumbers.Name(signal)} to the process of {_pidFile}: {error.Text}");
                _isEnding = false;
                return;
            }

            if (!Ending.Contains(signal)) return;
            await Task.Run(() => Pidfd.WaitForExit(server, null));
            _ended.TrySetResult(0);
        }
    }

    private OwnedDescriptor? OpenServer()
    {
        try
        {
            if (int.TryParse(File.ReadAllText(_pidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0) return Pidfd.Open(pid);
            StandardError.WriteLine($"{Name}: there is no pid in {_pidFile}; the signal goes to the command itself");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PosixException)
        {
            StandardError.WriteLine($"{Name}: Can't read child pidfile {_pidFile}: {failure.Message}; the signal goes to the command itself");
        }

        return null;
    }

    // What the runtime tells may be the assembly that it runs, or the file behind a link.
    private static string CalledAs()
    {
        try
        {
            using var stream = File.OpenRead("/proc/self/cmdline");
            var buffer = new byte[LongestName];
            var bytes = buffer.AsSpan(0, stream.ReadAtLeast(buffer, LongestName, throwOnEndOfStream: false));
            var end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
