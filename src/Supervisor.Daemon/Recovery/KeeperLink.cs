using Supervisor.Keeper;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Recovery;

/// <summary>
/// The brain's end of the talk with the keeper. It exists before those who handle what the keeper tells: nothing is told
/// before <see cref="KeeperChildHost.BeginEvents"/>.
/// </summary>
internal sealed class KeeperLink : IDisposable
{
    private BrainHost? _programs;
    private volatile Action<HostEvent> _events = static _ => { };
    private volatile KeeperNotices _notices = new();

    public KeeperLink(OwnedDescriptor socket) => Host = new KeeperChildHost(socket, told => _events(told), new KeeperNotices
    {
        Signalled = number => _notices.Signalled?.Invoke(number),
        Asked = answer => (_notices.Asked ?? (static now => now()))(answer),
        Lost = () => _notices.Lost?.Invoke(),
        Yield = () => _notices.Yield?.Invoke(),
        Trouble = text => _notices.Trouble?.Invoke(text),
    });

    public KeeperChildHost Host { get; }

    /// <summary>Sets who is told about children, and gives them their host.</summary>
    public IChildHost Connect(Action<HostEvent> events)
    {
        _events = events;
        return _programs = new BrainHost(Host, events);
    }

    /// <summary>The keeper is gone: what still runs is watched and signalled without it.</summary>
    public void Orphan() => _programs?.Orphan();

    /// <summary>Sets who is told everything else.</summary>
    public void Listen(KeeperNotices notices) => _notices = notices;

    /// <summary>Gives the keeper a copy of a descriptor for the next brain.</summary>
    public void Keep(string name, int number)
    {
        if (!DescriptorIo.TryDuplicate(number, out var copy, out var error)) throw new Posix.PosixException("fcntl", error);
        using (copy) Host.KeepDescriptor(name, copy);
    }

    public void Dispose()
    {
        _programs?.Dispose();
        Host.Dispose();
    }
}
