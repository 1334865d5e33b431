namespace Supervisor.Keeper.Tests;

/// <summary>What every host of children must do. A host's tests derive from these classes and name the host to make.</summary>
public abstract class ChildHostContract : IDisposable
{
    private readonly EventRecorder _events = new();
    private readonly Lazy<HostUnderTest> _host;
    private int _generation;

    // Made by whichever thread comes first.
    protected ChildHostContract() => _host = new Lazy<HostUnderTest>(() => Create(_events.Add));

    internal EventRecorder Events => _events;

    protected HostUnderTest Tested => _host.Value;

    protected IChildHost Host => Tested.Host;

    protected abstract HostUnderTest Create(Action<HostEvent> handler);

    protected ChildRef NewRef() => new("child", Interlocked.Increment(ref _generation));

    protected ChildRef Spawn(SpawnRequest request)
    {
        var child = NewRef();
        Host.Spawn(child, request);
        return child;
    }

    protected ChildRef SpawnShell(string script) => Spawn(Shell(script));

    protected static SpawnRequest Shell(string script) => Command("/bin/sh", "-c", script);

    protected static SpawnRequest Command(string executable, params string[] arguments) => new()
    {
        Executable = executable,
        Arguments = [executable, .. arguments],
        Environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"],
        Stdin = StreamKind.Null,
    };

    /// <summary>The same request once as it is and once through the exec stage, where an umask sends it.</summary>
    protected static IEnumerable<SpawnRequest> BothPaths(SpawnRequest request) => [request, request with { Umask = 0x12 }];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_host.IsValueCreated)
            _host.Value.Dispose();
        _events.Dispose();
    }
}
