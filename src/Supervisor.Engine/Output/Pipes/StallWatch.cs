using Supervisor.Engine.Output.Sinks;
using Supervisor.Posix.Events;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// Waits until the reader of a sink (a terminal, a pipe, a socket) takes bytes again. Meanwhile its channels leave their
/// bytes in the pipes, so the programs feel the reader's pace, and nobody else does.
/// </summary>
internal sealed class StallWatch(Sink sink) : IEndpoint
{
    private ulong _tag;

    /// <summary>False when the sink cannot be waited for, so that what it does not take has failed.</summary>
    public static bool Begin(Sink sink, StalledWrite stalled, PumpLoop loop)
    {
        var watch = new StallWatch(sink);
        if (!loop.TryRegister(sink.PollNumber, EpollEvents.Out, watch, out watch._tag)) return false;
        sink.Stalled = stalled;
        sink.Watch = watch;
        if (stalled.Source is { } source) sink.Waiting.Add(source);
        return true;
    }

    /// <summary>The sink is being closed: what it owes is counted as dropped, and who waited for it goes on.</summary>
    public static void End(Sink sink, PumpLoop loop)
    {
        if (sink.Watch is not { } watch || sink.Stalled is not { } stalled) return;
        if (!stalled.Owner.Flush(sink, stalled))
        {
            stalled.Owner.Drop(sink.Stalled!.Rest.Length);
            sink.Stalled = null;
            if (stalled.Source is { } source) source.InFlight = false;
        }

        watch.Finish(loop);
    }

    public void OnEvent(EpollEvents events, PumpLoop loop)
    {
        if (sink.Stalled is not { } stalled) return;
        if (stalled.Owner.Flush(sink, stalled)) Finish(loop);
        else loop.Arm(sink.PollNumber, EpollEvents.Out, _tag);
    }

    private void Finish(PumpLoop loop)
    {
        loop.Unregister(sink.PollNumber, _tag);
        sink.Watch = null;
        var waiting = sink.Waiting.ToArray();
        sink.Waiting.Clear();
        foreach (var source in waiting) source.Pipeline.Resume(source);
    }
}
