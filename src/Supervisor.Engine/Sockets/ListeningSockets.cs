using System.Collections.Concurrent;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Sockets;
using SocketAddress = Supervisor.Core.Specs.SocketAddress;

namespace Supervisor.Engine.Sockets;

/// <summary>
/// The listening sockets of programs, one for each address, and who uses them. A process uses its socket from the start that it is asked
/// for until it has stopped, exited or failed for good: over every restart, whoever asks for it.
/// </summary>
internal sealed class ListeningSockets : IDisposable
{
    /// <summary>What the names begin with by which sockets are kept; the address follows.</summary>
    public const string KeptPrefix = "socket ";

    private const string UnixScheme = "unix://";

    private readonly Lock _change = new();
    private readonly Dictionary<SocketAddress, SharedSocket> _sockets = [];
    private readonly Dictionary<string, OwnedDescriptor> _inherited = new(StringComparer.Ordinal);
    private readonly IKeptDescriptors _kept;
    private readonly PassedSockets _passed;
    private readonly Action<EngineNotice> _tell;

    // Processes that are started again when they have stopped.
    private readonly ConcurrentDictionary<ProcessName, bool> _held = new();

    // Only the reactor touches these.
    private readonly Dictionary<ProcessName, SharedSocket> _users = [];
    private readonly HashSet<ProcessName> _leaving = [];
    private readonly List<SharedSocket> _unused = [];
    private bool _counted;
    private bool _over;

    /// <param name="kept">Where copies are kept, and may be from an earlier process.</param>
    /// <param name="passed">Those of the service manager's, which are used instead of making one.</param>
    /// <param name="tell">Told what happens to sockets, on several threads.</param>
    public ListeningSockets(IKeptDescriptors kept, PassedSockets passed, Action<EngineNotice> tell)
    {
        (_kept, _passed, _tell) = (kept, passed, tell);
        foreach (var name in kept.Names.Where(name => name.StartsWith(KeptPrefix, StringComparison.Ordinal)).ToList())
        {
            if (kept.Take(name) is { } socket) _inherited[name] = socket;
        }
    }

    /// <summary>A copy of a program's socket for one start, the caller's to close; null with the reason. May block.</summary>
    public OwnedDescriptor? Open(SocketSpec spec, out string problem) => Find(spec.Address).Open(spec, out problem);

    /// <summary>
    /// Looks through the processes for the first time: who had a socket before this process took over has it still. True that once; then
    /// <see cref="CloseLeftovers"/> is to be called where it may block.
    /// </summary>
    public bool Count(RosterState state)
    {
        if (_counted) return false;
        _counted = true;
        foreach (var entry in state.Processes.Values.Where(entry => entry.Spec.Socket is not null && Uses(entry.State)))
        {
            Use(entry.Spec);
        }

        return _inherited.Count > 0;
    }

    /// <summary>The next time that these stop using their socket it stays open for a while all the same. Any thread.</summary>
    public void Hold(IEnumerable<ProcessEntry> processes)
    {
        foreach (var entry in processes.Where(entry => Uses(entry.State)))
        {
            _held[entry.Spec.Name] = true;
        }
    }

    /// <summary>A start was asked for.</summary>
    public void Use(ProcessSpec spec)
    {
        _leaving.Remove(spec.Name);
        _held.TryRemove(spec.Name, out _);
        var had = _users.GetValueOrDefault(spec.Name);
        if (spec.Socket is null && had is null) return;
        var gets = spec.Socket is { } socket ? Find(socket.Address) : null;
        if (had == gets) return;
        if (had is not null) Release(spec.Name, had);
        if (gets is null) return;
        _users[spec.Name] = gets;
        gets.Users++;
    }

    /// <summary>Takes note of a state: it may be the end of the use of a socket, unless a start follows in the same step.</summary>
    public void Notice(Notice.StateChanged change)
    {
        if (_users.Count > 0 && change.To is StateCode.Stopped or StateCode.Exited or StateCode.Fatal) Leave(change.Process);
    }

    /// <summary>A process has left the roster, or begins anew in the same step.</summary>
    public void Leave(ProcessName process)
    {
        if (_users.ContainsKey(process)) _leaving.Add(process);
    }

    /// <summary>At the end of a step: the sockets that nobody uses since. To be closed where it may block.</summary>
    public IReadOnlyList<SharedSocket> TakeUnused()
    {
        if (_leaving.Count == 0 && _unused.Count == 0) return [];
        foreach (var process in _leaving)
        {
            if (_users.TryGetValue(process, out var socket)) Release(process, socket);
        }

        _leaving.Clear();
        SharedSocket[] unused = [.. _unused.Where(socket => socket.Users == 0)];
        _unused.Clear();
        return unused;
    }

    /// <summary>Closes what an earlier process has left of sockets that nobody uses.</summary>
    public void CloseLeftovers()
    {
        KeyValuePair<string, OwnedDescriptor>[] leftovers;
        lock (_change)
        {
            leftovers = [.. _inherited];
            _inherited.Clear();
        }

        foreach (var (name, socket) in leftovers)
        {
            _kept.Drop(name);
            ListeningSocket.Stop(socket);
            socket.Dispose();
            var url = name[KeptPrefix.Length..];
            _tell(new EngineNotice($"Closing socket {url}", IsWarning: false));
            if (url.StartsWith(UnixScheme, StringComparison.Ordinal)) SocketBinding.RemoveStale(url[UnixScheme.Length..]);
        }
    }

    /// <summary>Another process goes on with all of them: only our copies are closed.</summary>
    public void Abandon()
    {
        foreach (var socket in End())
        {
            socket.Abandon();
        }
    }

    /// <summary>Closes the sockets whose last user has stopped, should that not be done yet, and our copies of the others.</summary>
    public void Dispose()
    {
        foreach (var socket in End())
        {
            socket.CloseUnused();
            socket.Abandon();
        }
    }

    // What is asked for from now on is not to be had.
    private SharedSocket[] End()
    {
        lock (_change)
        {
            _over = true;
            return [.. _sockets.Values];
        }
    }

    private void Release(ProcessName process, SharedSocket socket)
    {
        _users.Remove(process);
        var isHeld = _held.TryRemove(process, out _);
        if (--socket.Users > 0) return;
        if (isHeld) socket.CloseLater();
        else _unused.Add(socket);
    }

    private SharedSocket Find(SocketAddress address)
    {
        lock (_change)
        {
            if (_sockets.TryGetValue(address, out var known)) return known;
            _inherited.Remove(SharedSocket.NameOf(address), out var inherited);
            var socket = new SharedSocket(address, inherited, _kept, _passed, _tell);
            if (_over) socket.Abandon();
            return _sockets[address] = socket;
        }
    }

    private static bool Uses(ProcessState state) =>
        state is ProcessState.Starting or ProcessState.Running or ProcessState.Backoff or ProcessState.Stopping or ProcessState.Unknown;
}
