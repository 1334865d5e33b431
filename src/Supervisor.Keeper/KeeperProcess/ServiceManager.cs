using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// Who has started us and wants to hear of us, as sd_notify(3) and sd_listen_fds(3) have it. Only the keeper speaks (NotifyAccess=main), since its
/// pid is the service's; what it says is the brain's.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private const int MostWaiting = 64;

    private readonly string? _address;
    private readonly Queue<(string Text, IReadOnlyList<OwnedDescriptor> Descriptors)> _waiting = new();

    internal ServiceManager(string? address) => _address = string.IsNullOrEmpty(address) ? null : address;

    private (Errno Errno, string Text)? _problem;
    private bool _complained;

    /// <summary>Whether messages wait for room; no event tells when there is some.</summary>
    internal bool TryLater => _waiting.Count > 0;

    internal void Say(string text) => Say(text, []);

    /// <summary>Says it, after what was said before. Nothing happens when nobody wants to hear; the oldest is dropped when 64 wait.</summary>
    internal void Say(string text, IReadOnlyList<OwnedDescriptor> descriptors)
    {
        if (_address is null)
        {
            Close(descriptors);
            return;
        }

        if (_waiting.Count == MostWaiting)
            Close(_waiting.Dequeue().Descriptors);
        _waiting.Enqueue((text, descriptors));
        Pump();
    }

    internal void Pump()
    {
        while (_waiting.TryPeek(out var next))
        {
            var error = NotifySocket.Send(_address!, next.Text, [.. next.Descriptors.Select(d => d.Number)]);
            if (error == Errno.EAGAIN)
                return;
            _waiting.Dequeue();
            Close(next.Descriptors);
            if (error != Errno.None)
                Complain(error);
        }
    }

    /// <summary>Why messages do not arrive, once.</summary>
    internal (Errno Errno, string Text)? TakeProblem()
    {
        var problem = _problem;
        _problem = null;
        return problem;
    }

    public void Dispose()
    {
        foreach (var (_, descriptors) in _waiting)
            Close(descriptors);
        _waiting.Clear();
    }

    // It is not tried any less: the manager may come up later.
    private void Complain(Errno error)
    {
        if (_complained)
            return;
        _complained = true;
        _problem = (error, $"no service manager takes messages at {_address}, which NOTIFY_SOCKET names ({error.Text}): "
            + "start supervisord by systemd, or unset that variable");
    }

    private static void Close(IReadOnlyList<OwnedDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors)
            descriptor.Dispose();
    }
}
