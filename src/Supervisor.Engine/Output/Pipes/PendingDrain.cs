namespace Supervisor.Engine.Output.Pipes;

/// <summary>A drain that waits for a log which takes nothing, for a second at most: what asked for it must not hang.</summary>
internal sealed class PendingDrain(PipeSource source, Action done) : IDue
{
    public PipeSource Source => source;

    public long Due { get; } = PumpClock.Now + TimeSpan.TicksPerSecond;

    public bool Completed { get; private set; }

    public void OnDue(long now, PumpLoop loop) => Complete();

    public void Complete()
    {
        if (Completed) return;
        Completed = true;
        done();
    }
}
