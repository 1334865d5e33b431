using Supervisor.Core.Listeners.Records;

namespace Supervisor.Core.Listeners;

/// <summary>One step while it is being made: what has changed so far. It lives for one call of <see cref="PoolsMachine.Step"/>.</summary>
internal sealed class PoolsStep
{
    private readonly Dictionary<string, PoolDraft> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]?> _records = new(StringComparer.Ordinal);
    private readonly List<PoolsEffect> _effects = [];
    private readonly PoolsState _before;
    private PoolsState _state;

    public PoolsStep(PoolsState before) => _before = _state = before;

    public string Server => _state.Server;

    public PoolsState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>A pool, to be changed; null when there is none.</summary>
    public PoolDraft? Find(string name)
    {
        if (_drafts.TryGetValue(name, out var draft)) return draft;
        return _state.Pools.TryGetValue(name, out var pool) ? _drafts[name] = new PoolDraft(this, pool) : null;
    }

    public PoolDraft Add(PoolConfig config)
    {
        _state = _state with { Pools = _state.Pools.SetItem(config.Name, new PoolState(config)) };
        return _drafts[config.Name] = new PoolDraft(this, _state.Pools[config.Name]);
    }

    public void Remove(string name)
    {
        Find(name)?.Remove();
        _drafts.Remove(name);
        _state = _state with { Pools = _state.Pools.Remove(name) };
    }

    public void Keep(string key, byte[] value) => _records[key] = value;

    public void Forget(string key) => _records[key] = null;

    public void Do(PoolsEffect effect) => _effects.Add(effect);

    public void Tell(ListenerNotice notice) => _effects.Add(new PoolsEffect.Tell(notice));

    public PoolsResult Finish()
    {
        var pools = _state.Pools.ToBuilder();
        foreach (var (name, draft) in _drafts)
        {
            draft.Dispatch();
            pools[name] = draft.Finish();
        }

        _state = _state with { Pools = pools.ToImmutable() };
        if (HeadChanged()) Keep(RecordKeys.Head, HeadRecord.Encode(_state));
        return new PoolsResult(_state, [.. _records.Select(record => new PoolRecord(record.Key, record.Value))], _effects);
    }

    private bool HeadChanged() =>
        _before.NextSerial != _state.NextSerial || _before.Missed != _state.Missed || _before.LastNotice != _state.LastNotice;
}
