using Mono.Unix.Native;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>A test with a folder of its own and the daemons that it starts, which end with it.</summary>
public abstract class EndToEndTest : IAsyncDisposable
{
    private readonly List<RunningSupervisor> _daemons = [];

    internal TemporaryFolder Folder { get; } = new();

    /// <summary>Whether the tests run as root, who can become another user, mount and raise limits.</summary>
    protected static bool IsRoot { get; } = Syscall.geteuid() == 0;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            foreach (var daemon in _daemons)
            {
                await daemon.DisposeAsync();
            }
        }
        finally
        {
            Folder.Dispose();
        }
    }

    internal Task<RunningSupervisor> StartAsync(string programs) => StartAsync(new Setup { Programs = programs });

    internal async Task<RunningSupervisor> StartAsync(Setup setup)
    {
        var daemon = await RunningSupervisor.StartAsync(Folder, setup);
        _daemons.Add(daemon);
        return daemon;
    }

    /// <summary>Ends a daemon with the test.</summary>
    internal void Own(RunningSupervisor daemon) => _daemons.Add(daemon);

    internal Task<CommandResult> StartInVainAsync(Setup setup) => RunningSupervisor.StartInVainAsync(Folder, setup);

    /// <summary>Skips the test when it is not run by root.</summary>
    protected static void NeedsRoot(string what) => Assert.SkipUnless(IsRoot, $"needs root: {what}");
}
