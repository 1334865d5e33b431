using System.Globalization;
using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>One brain: its process, the talk with it, and until when something is expected of it.</summary>
internal sealed class BrainLink(ulong number, BrainSession? session, bool fromLastReady) : IDisposable
{
    private WatchedChild? _process;
    private OwnedDescriptor? _image;
    private string _otherwise = "";
    private string? _killedSince;
    private bool _doomed;

    /// <summary>Tells brains apart; never used twice.</summary>
    internal ulong Number { get; } = number;

    /// <summary>Null when the connection has ended.</summary>
    internal BrainSession? Session { get; private set; } = session;

    /// <summary>What its socket is waited for with, by the loop; null while it is not.</summary>
    internal EpollEvents? Interest { get; set; }

    /// <summary>Whether it was started from the program that was ready last.</summary>
    internal bool FromLastReady { get; } = fromLastReady;

    internal bool IsReady { get; private set; }

    /// <summary>What it said of itself before it ended.</summary>
    internal string? Complaint { get; set; }

    internal long Due { get; private set; } = KeeperClock.Never;

    internal bool HasProcess => _process is not null;

    /// <summary>As it was in an earlier image of this process.</summary>
    internal static BrainLink From(BrainRecord record, BrainSession? session, WatchedChild process)
    {
        var link = new BrainLink(record.Number, session, record.FromLastReady) { IsReady = record.IsReady };
        link.Started(process, record.Image is { } image ? new OwnedDescriptor(image) : null);
        link.ExpectUntil(record.Due, record.Otherwise);
        return link;
    }

    /// <summary>Null while it has no process.</summary>
    internal BrainRecord? ToRecord(BrainPart part) => _process is { } process
        ? new BrainRecord(
            Number, process.Pid, process.Pidfd.Number, Session?.Number, _image?.Number, Session?.Part ?? part, Session?.Live ?? false, IsReady, FromLastReady, Due, _otherwise)
        {
            MayBatch = Session?.MayBatch ?? false,
        }
        : null;

    internal void Started(WatchedChild process, OwnedDescriptor? image)
    {
        (_process, _image) = (process, image);
        if (_doomed)
            Kill(null);
    }

    /// <summary>Gives away what it executes.</summary>
    internal OwnedDescriptor? BecomeReady()
    {
        (IsReady, Due) = (true, KeeperClock.Never);
        var image = _image;
        _image = null;
        return image;
    }

    /// <summary>Kills it at that time.</summary>
    internal void ExpectUntil(long due, string otherwise) => (Due, _otherwise) = (due, otherwise);

    internal void Look(long now)
    {
        if (now >= Due)
            Kill(_otherwise);
    }

    /// <param name="since">Why, for people: "it did ...". Null when there is nothing to explain.</param>
    internal void Kill(string? since)
    {
        Due = KeeperClock.Never;
        _killedSince ??= since;
        _doomed = true;
        _ = _process?.Signal(SignalNumbers.Kill);
    }

    internal void HangUp()
    {
        Session?.Dispose();
        Session = null;
    }

    /// <summary>How it ended, for people: "the brain with pid 7 ...".</summary>
    internal string Obituary(ChildExit exit)
    {
        var how = _killedSince is { } since && exit.Signal == SignalNumbers.Kill
            ? $"was killed, since {since}"
            : exit.Signal != 0 ? $"was killed by SIG{SignalNumbers.Name(exit.Signal)}" : string.Create(CultureInfo.InvariantCulture, $"ended with status {exit.Code}");
        var word = Complaint is { } complaint ? $" ({complaint})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"the brain with pid {exit.Pid} {how}{word}");
    }

    public void Dispose()
    {
        HangUp();
        _process?.Release();
        _image?.Dispose();
    }
}
