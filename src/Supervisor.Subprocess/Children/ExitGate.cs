namespace Supervisor.Subprocess.Children;

/// <summary>Exits are taken and told inside of it. When it is closed nothing is taken, and nothing that was taken is untold.</summary>
internal sealed class ExitGate
{
    private readonly object _gate = new();
    private int _inside;
    private bool _closed;

    internal void Enter()
    {
        lock (_gate)
        {
            while (_closed)
                Monitor.Wait(_gate);
            _inside++;
        }
    }

    internal void Leave()
    {
        lock (_gate)
        {
            _inside--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns when nobody is inside. Not to be called from inside.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_inside > 0)
                Monitor.Wait(_gate);
        }
    }

    internal void Open()
    {
        lock (_gate)
        {
            _closed = false;
            Monitor.PulseAll(_gate);
        }
    }
}
