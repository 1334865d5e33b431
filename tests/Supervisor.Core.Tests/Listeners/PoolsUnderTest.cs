using System.Text;
using Supervisor.Core.Collections;
using Supervisor.Core.Events;
using Supervisor.Core.Listeners;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Tests.Listeners;

/// <summary>Pools that are driven by hand; after every step a machine restored from the records has to be the same one.</summary>
internal sealed class PoolsUnderTest
{
    public const string Pool = "p";

    private readonly Dictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    public PoolsUnderTest(int bufferSize = 10, int listeners = 1, ResultHandling handling = ResultHandling.Default, params EventType[] events)
    {
        Spec = new EventPoolSpec
        {
            Events = (events.Length == 0 ? [EventType.Any] : events).ToValueList(),
            BufferSize = bufferSize,
            ResultHandling = handling,
        };
        Configure(Config(listeners));
    }

    public EventPoolSpec Spec { get; set; }

    public PoolsState State { get; private set; } = PoolsState.Empty;

    public PoolState P => State.Pools[Pool];

    /// <summary>What happened since this was asked last, a line each.</summary>
    public List<string> Log { get; } = [];

    public string Takelog()
    {
        var log = string.Join("; ", Log);
        Log.Clear();
        return log;
    }

    public PoolConfig Config(int listeners) => new(Pool, Spec, Enumerable.Range(0, listeners).Select(Name).ToValueList());

    public void Configure(params PoolConfig[] pools) => Do(new PoolsInput.Configured("me", pools.ToValueList(), Anew: false));

    public static ProcessName Name(int number) => new(Pool, $"l{number}");

    /// <summary>A listener that is RUNNING and says READY.</summary>
    public void Ready(int number = 0, int generation = 1)
    {
        Do(new PoolsInput.Started(Name(number), generation));
        Do(new PoolsInput.RunningChanged(Name(number), IsRunning: true));
        Write("READY\n", number, generation);
    }

    public void Tell(string text = "x") => Do(new PoolsInput.Told(EventMessages.Remote("t", Encoding.UTF8.GetBytes(text))));

    public void Write(string text, int number = 0, int generation = 1) =>
        Do(new PoolsInput.Wrote(Name(number), generation, Encoding.UTF8.GetBytes(text)));

    public void Sent(int number = 0, int generation = 1) => Do(new PoolsInput.Sent(Name(number), generation));

    public void End(int number = 0, int generation = 1) => Do(new PoolsInput.Ended(Name(number), generation));

    public ListenerPhase Phase(int number = 0) => P.Listeners[Name(number)].Phase;

    public string Buffered => string.Join(",", P.Buffer.Select(item => item.Serial));

    /// <summary>Another machine goes on with the records of this one.</summary>
    public void Restore()
    {
        var pools = State.Pools.Values.Select(pool => pool.Config).ToValueList();
        State = PoolsRecovery.Restore(_records);
        Do(new PoolsInput.Configured("me", pools, Anew: false));
    }

    public void Do(PoolsInput input)
    {
        var (state, records, effects) = PoolsMachine.Step(State, input);
        State = state;
        foreach (var (key, value) in records)
        {
            if (value is null) _records.Remove(key);
            else _records[key] = value;
        }

        foreach (var effect in effects) Log.Add(Show(effect));
        AssertRestores();
    }

    private void AssertRestores()
    {
        var configured = new PoolsInput.Configured(State.Server, State.Pools.Values.Select(pool => pool.Config).ToValueList(), Anew: false);
        var restored = PoolsMachine.Step(PoolsRecovery.Restore(_records), configured).State;
        Assert.Equal(Describe(State), Describe(restored));
        Assert.Equal(State.Pools.Values.Sum(pool => pool.Buffer.Count + pool.Listeners.Values.Count(listener => listener.InFlight is not null)),
            _records.Keys.Count(key => key.StartsWith("pools/event/", StringComparison.Ordinal)));
    }

    private static string Describe(PoolsState state) => $"{state.NextSerial} {state.LastNotice} {state.Missed}\n" + string.Join('\n', state.Pools.Values.Select(
        pool => $"{pool.Config.Name} {pool.NextPoolSerial} {pool.Discarded} [{string.Join(',', pool.Buffer.Select(Describe))}]\n"
            + string.Join('\n', pool.Listeners.Values.OrderBy(listener => listener.Name).Select(
                l => $"  {l.Name} {l.Generation} {l.Phase} {l.IsRunning} {l.IsSending} {l.IsDeaf} {l.ResultLeft} {l.ResultTooLong} {Describe(l.InFlight)}"))));

    private static string Describe(BufferedEvent? item) =>
        item is null ? "-" : $"{item.Entry}/{item.Serial}/{item.PoolSerial}/{Encoding.UTF8.GetString(item.Message.Payload.Span)}";

    private static string Show(PoolsEffect effect) => effect switch
    {
        PoolsEffect.Send send => $"{send.Listener.Name} gets {Encoding.UTF8.GetString(send.Envelope.Span).Replace("\n", "|", StringComparison.Ordinal)}",
        PoolsEffect.Print print => $"prints {print.Text.Replace("\n", "|", StringComparison.Ordinal)}",
        PoolsEffect.Tell { Notice: ListenerNotice.PhaseChanged change } => $"{change.Listener.Name} {change.From}->{change.To}",
        PoolsEffect.Tell { Notice: ListenerNotice.EventDiscarded discarded } => $"discards {discarded.Serial}",
        PoolsEffect.Tell { Notice: ListenerNotice.EventRebuffered back } => $"rebuffers {back.Serial}",
        PoolsEffect.Tell { Notice: ListenerNotice.BadResultLine bad } => $"bad line {bad.Line}",
        PoolsEffect.Tell { Notice: ListenerNotice.EventSent sent } => $"{sent.Listener.Name} has {sent.Serial}",
        PoolsEffect.Tell tell => tell.Notice.GetType().Name,
        _ => effect.ToString(),
    };
}
