using Supervisor.Core.Specs;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Sockets;
using SocketAddress = Supervisor.Core.Specs.SocketAddress;

namespace Supervisor.Engine.Sockets;

/// <summary>
/// The listening socket of one address. It is open from the first start of a process that uses it until nobody uses it any more; a copy
/// of it is kept outside of this process all the while, so that those who connect are never refused meanwhile.
/// </summary>
internal sealed class SharedSocket(
    SocketAddress address, OwnedDescriptor? inherited, IKeptDescriptors kept, PassedSockets passed, Action<EngineNotice> tell)
{
    /// <summary>How long a start may take to follow a stop that announced it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Timer? _later;
    private OwnedDescriptor? _listener = inherited;
    private FileIdentity? _file = FileOf(address);
    private SocketSpec? _applied;
    private bool _abandoned;
    private bool _isPassed;
    private volatile int _users;

    /// <summary>Processes that have it or are about to have it. Set by the reactor.</summary>
    public int Users
    {
        get => _users;
        set => _users = value;
    }

    /// <summary>A copy for one start, the caller's to close; null with the reason when there is none to be had. May block.</summary>
    public OwnedDescriptor? Open(SocketSpec spec, out string problem)
    {
        lock (_gate)
        {
            if (!IsOpenFor(spec, out problem)) return null;
            if (DescriptorIo.TryDuplicate(_listener!.Number, out var copy, out var error)) return copy;
            problem = error.Text;
            return null;
        }
    }

    /// <summary>Closes it, unless somebody has come to use it since.</summary>
    public void CloseUnused()
    {
        lock (_gate)
        {
            if (_users > 0 || _listener is null || _abandoned) return;
            if (_isPassed)
            {
                // The service manager holds it on: who connects waits until somebody is there again.
                Forget();
                return;
            }

            tell(new EngineNotice($"Closing socket {address.Url}", IsWarning: false));
            kept.Drop(NameOf(address));
            ListeningSocket.Stop(_listener);
            Forget();

            // Unless somebody has put a socket of theirs there.
            if (address is SocketAddress.Unix unix && _file is not null && FileOf(address) == _file) FileSystem.Unlink(unix.Path);
        }
    }

    /// <summary>Closes it when nobody has come to use it for a minute. Called by the reactor.</summary>
    public void CloseLater()
    {
        _later ??= new Timer(_ => CloseUnused());
        _later.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Another process goes on with it: only our copy is closed, and it is never opened again here.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            Forget();
        }
    }

    /// <summary>The name it is kept by.</summary>
    public static string NameOf(SocketAddress address) => ListeningSockets.KeptPrefix + address.Url;

    private bool IsOpenFor(SocketSpec spec, out string problem)
    {
        problem = "another daemon process has taken over";
        if (_abandoned) return false;
        problem = "";
        if (_isPassed && _listener is not null) return true;
        if (_listener is null && passed.Open(address) is { } given)
        {
            (_listener, _isPassed) = (given, true);
            tell(new EngineNotice($"Using socket {address.Url} of the service manager", IsWarning: false));
            return true;
        }

        if (_listener is not null && address is SocketAddress.Unix && (_file is null || FileOf(address) != _file))
        {
            // Those who run go on with the old one; who starts now gets one that can be reached.
            tell(new EngineNotice($"socket {address.Url} was removed by somebody else; making it again", IsWarning: true));
            Forget();
        }

        if (_listener is null) return Bind(spec, out problem);
        if (_applied != spec && SocketBinding.Apply(_listener, spec) is { } failed)
        {
            problem = failed;
            return false;
        }

        _applied = spec;
        return true;
    }

    private bool Bind(SocketSpec spec, out string problem)
    {
        tell(new EngineNotice($"Creating socket {address.Url}", IsWarning: false));
        _listener = SocketBinding.TryOpen(spec, out problem);
        if (_listener is null) return false;
        (_applied, _file) = (spec, FileOf(address));
        kept.Keep(NameOf(address), _listener);
        return true;
    }

    private void Forget()
    {
        _later?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _listener?.Dispose();
        _listener = null;
    }

    private static FileIdentity? FileOf(SocketAddress address) =>
        address is SocketAddress.Unix unix && FileStatus.TryGet(unix.Path, out var status, out _) && status.Kind == FileKind.Socket ? status.Identity : null;
}
