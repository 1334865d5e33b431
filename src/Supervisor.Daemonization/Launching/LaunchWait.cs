using System.Diagnostics;
using System.Globalization;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemonization.Launching;

/// <summary>
/// The launching process waiting: for the daemon's word, its end, the deadline or a signal to us. However it goes wrong,
/// no process of the launch is left behind.
/// </summary>
internal sealed class LaunchWait : IDisposable
{
    private const int Failure = 1;
    private const int SignalBase = 128;

    // How long a daemon that gave up or was told to end may take over it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Epoll _epoll = new();
    private readonly Interruption _interruption = new();
    private readonly StatusPipe _status;
    private readonly StartupOutput _output;
    private int _intermediate;
    private int _daemon;
    private OwnedDescriptor? _pidfd;
    private bool _daemonEnded;
    private StatusMessage? _word;

    /// <summary>Takes all that it needs, so that once a process is started nothing is lacking to wait for it.</summary>
    internal LaunchWait(OwnedDescriptor status, OwnedDescriptor output)
    {
        _status = new StatusPipe(status);
        _output = new StartupOutput(output);
        _epoll.Add(status.Number, EpollEvents.In, (ulong)Source.Status);
        _epoll.Add(output.Number, EpollEvents.In, (ulong)Source.Output);
        _epoll.Add(_interruption.Descriptor, EpollEvents.In | EpollEvents.OneShot, (ulong)Source.Signal);
    }

    private enum Source : ulong
    {
        Status,
        Output,
        Signal,
        Daemon,
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _interruption.Dispose();
        _pidfd?.Dispose();
    }

    /// <param name="intermediate">The process started, our child.</param>
    /// <param name="timeout">How long the daemon may take.</param>
    internal DaemonOpening Run(int intermediate, TimeSpan? timeout)
    {
        _intermediate = intermediate;
        var inTime = WaitUntil(() => _word is not null || _status.Ended || _daemonEnded || _interruption.Received != 0, timeout);

        // What it said before its end may not be read yet.
        if (_daemonEnded) _ = WaitUntil(() => _word is not null || _status.Ended, Grace);
        if (_word?.Kind == StatusKind.Ready)
        {
            _ = _output.Relay();
            return new DaemonOpening.Launched(_daemon);
        }

        var askedToEnd = !inTime || (_interruption.Received != 0 && _word is null);
        var exit = EndAll(askedToEnd);
        _ = _output.Relay();
        return Describe(inTime ? null : timeout, exit);
    }

    private DaemonOpening.Failed Describe(TimeSpan? missed, ChildExit? exit)
    {
        if (_word is { } word) return new DaemonOpening.Failed(Math.Clamp(word.Number, 1, byte.MaxValue), word.Text);
        if (_interruption.Received is > 0 and var signal)
            return new DaemonOpening.Failed(SignalBase + signal, $"cannot start the daemon: interrupted by SIG{SignalNumbers.Name(signal)}; it was ended");
        if (missed is { } timeout)
            return new DaemonOpening.Failed(Failure, Text($"cannot start the daemon: it was not ready within {timeout.TotalSeconds:0.###} s; it was ended"));
        return exit switch
        {
            null => new DaemonOpening.Failed(Failure, "cannot start the daemon: the process that starts it ended without a word"),
            { Signal: > 0 } killed => new DaemonOpening.Failed(
                SignalBase + killed.Signal,
                Text($"cannot start the daemon: process {killed.Pid} was killed by SIG{SignalNumbers.Name(killed.Signal)}{(killed.CoreDumped ? " (core dumped)" : "")} before it was ready")),
            { } ended => new DaemonOpening.Failed(
                Math.Max(ended.Code, Failure),
                Text($"cannot start the daemon: process {ended.Pid} exited with status {ended.Code} before it was ready")),
        };
    }

    /// <summary>Waits for the end of the daemon, and helps where it must. Null when there was none.</summary>
    private ChildExit? EndAll(bool ask)
    {
        if (_pidfd is null)
        {
            // The intermediate process leads the group that a daemon of which we know nothing yet would be in.
            if (ask) _ = ProcessSignals.SendToGroup(_intermediate, SignalNumbers.Kill);
            _ = ChildWait.Reap(_intermediate);
            return null;
        }

        if (ask) _ = Pidfd.Send(_pidfd, SignalNumbers.Terminate);
        if (!WaitUntil(() => _daemonEnded, Grace)) _ = Pidfd.Send(_pidfd, SignalNumbers.Kill);
        if (!_daemonEnded) _ = WaitUntil(() => _daemonEnded, null);

        // What the daemon started may be left in its group, whose number is taken as long as the daemon in it is not reaped.
        if (CurrentProcess.ProcessGroup(_daemon) == _intermediate) _ = ProcessSignals.SendToGroup(_intermediate, SignalNumbers.Kill);
        return ChildWait.Reap(_daemon);
    }

    /// <summary>Handles events until the condition holds. False when the time is over.</summary>
    private bool WaitUntil(Func<bool> condition, TimeSpan? timeout)
    {
        var watch = Stopwatch.StartNew();
        Span<EpollEvent> events = stackalloc EpollEvent[4];
        while (!condition())
        {
            var left = timeout - watch.Elapsed;
            if (left <= TimeSpan.Zero) return false;
            foreach (var report in events[.._epoll.Wait(events, left)])
                Handle((Source)report.Tag);
        }

        return true;
    }

    private void Handle(Source source)
    {
        switch (source)
        {
            case Source.Status:
                foreach (var message in _status.Read())
                    Handle(message);
                if (_status.Ended) _epoll.Remove(_status.Descriptor);
                break;
            case Source.Output:
                if (!_output.Relay()) _epoll.Remove(_output.Descriptor);
                break;
            case Source.Daemon:
                _daemonEnded = true;
                _epoll.Remove(_pidfd!.Number);
                break;
            case Source.Signal:
            default:
                break;
        }
    }

    private void Handle(StatusMessage message)
    {
        if (message.Kind != StatusKind.Spawned)
        {
            _word ??= message;
            return;
        }

        // The intermediate process ends right after this message; from then on the daemon is our child.
        _ = ChildWait.Reap(_intermediate);
        _daemon = message.Number;
        _pidfd = Pidfd.Open(_daemon);
        _epoll.Add(_pidfd.Number, EpollEvents.In, (ulong)Source.Daemon);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
