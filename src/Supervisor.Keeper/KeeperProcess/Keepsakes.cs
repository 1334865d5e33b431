using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What the brain gave for its successor: checkpoints by key, and sockets by name. Bounded in number and size.</summary>
internal sealed class Keepsakes : IDisposable
{
    private const int MostCheckpoints = 100_000;
    private const long MostCheckpointBytes = 256L * 1024 * 1024;
    private const int MostSockets = 4096;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnedDescriptor> _sockets = new(StringComparer.Ordinal);
    private long _bytes;

    internal IEnumerable<string> CheckpointKeys => _checkpoints.Keys;

    internal IEnumerable<string> SocketNames => _sockets.Keys;

    /// <summary>False when there is no more room; the old one is kept then. Empty data removes it.</summary>
    internal bool Put(string key, ReadOnlyMemory<byte> data)
    {
        var old = _checkpoints.GetValueOrDefault(key).Length;
        if (data.IsEmpty)
        {
            _checkpoints.Remove(key);
            _bytes -= old;
            return true;
        }

        if (_bytes - old + data.Length > MostCheckpointBytes || (old == 0 && _checkpoints.Count == MostCheckpoints))
            return false;
        _checkpoints[key] = data;
        _bytes += data.Length - old;
        return true;
    }

    internal bool TryGetCheckpoint(string key, out ReadOnlyMemory<byte> data) => _checkpoints.TryGetValue(key, out data);

    /// <summary>Keeps it in place of one of the same name. False when there is no more room; the caller keeps it then.</summary>
    internal bool Keep(string name, OwnedDescriptor socket)
    {
        if (!_sockets.Remove(name, out var old) && _sockets.Count == MostSockets)
            return false;
        old?.Dispose();
        _sockets[name] = socket;
        return true;
    }

    internal OwnedDescriptor? FindSocket(string name) => _sockets.GetValueOrDefault(name);

    /// <summary>Gives it away for good.</summary>
    internal OwnedDescriptor? TakeSocket(string name) => _sockets.Remove(name, out var socket) ? socket : null;

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
            socket.Dispose();
        _sockets.Clear();
    }
}
