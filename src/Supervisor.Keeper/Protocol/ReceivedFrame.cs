using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Protocol;

/// <summary>One received message. Descriptors that nobody took are closed with it.</summary>
internal sealed class ReceivedFrame : IDisposable
{
    private readonly List<OwnedDescriptor> _descriptors = [];
    private int _taken;

    internal FrameHeader Header { get; set; }

    /// <summary>Null when <see cref="Error"/> says why.</summary>
    internal Frame? Content { get; set; }

    internal ProtocolError Error { get; set; }

    /// <summary>Whether descriptors were lost on the way, since we have too many open.</summary>
    internal bool LostDescriptors { get; set; }

    internal ICollection<OwnedDescriptor> Descriptors => _descriptors;

    /// <summary>The next descriptor in the order sent, the caller's from now on; null when there is none left.</summary>
    internal OwnedDescriptor? Take() => _taken < _descriptors.Count ? _descriptors[_taken++] : null;

    /// <summary>All that are left, the caller's from now on.</summary>
    internal IEnumerable<OwnedDescriptor> TakeAll()
    {
        while (Take() is { } descriptor)
            yield return descriptor;
    }

    public void Dispose()
    {
        for (; _taken < _descriptors.Count; _taken++)
            _descriptors[_taken].Dispose();
        _descriptors.Clear();
        _taken = 0;
    }
}
