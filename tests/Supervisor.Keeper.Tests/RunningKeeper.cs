using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Tests;

/// <summary>
/// A real keeper process, whose brains hand their socket over to this process: a test is the brain, and can kill it.
/// </summary>
internal sealed class RunningKeeper : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _connections = [];
    private readonly Process _process;

    /// <param name="settings">As <c>KeeperText</c> reads them.</param>
    /// <param name="ownFile">Whether the brain is a shell of its own (<see cref="Installed"/>), which runs the program and whose file a test may replace.</param>
    /// <param name="prelude">What a shell does before it becomes the keeper, such as <c>NAME=value</c>.</param>
    /// <param name="asFirst">Whether it is PID 1 of a pid namespace, on a terminal. <see cref="BrainPid"/> then counts in there.</param>
    /// <param name="native">Whether keeper and brain are a copy of the native program (<see cref="Installed"/>), which a test may replace.</param>
    internal RunningKeeper(string settings = "finish=2000", bool ownFile = false, string? prelude = null, bool asFirst = false, bool native = false)
    {
        var path = Path.Join(_folder.FullName, "test");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _process = native
            ? Process.Start(InstallNative(), ["keep", settings, "relay", path])
            : asFirst
            ? Process.Start("script", ["-qec", $"unshare --pid --fork --kill-child --mount-proc {Program} keep {settings} relay {path}", "/dev/null"])
            : prelude is not null
            ? Process.Start("/bin/sh", ["-c", $"{prelude} exec \"$0\" \"$@\"", Program, "keep", settings, "relay", path])
            : ownFile
            ? Process.Start(Program, ["keep-shell", settings, Install(), "\"$0\" relay \"$1\"; exit $?", Program, path])
            : Process.Start(Program, ["keep", settings, "relay", path]);
    }

    /// <summary>The brain's own file.</summary>
    internal string Installed => Path.Join(_folder.FullName, "brain");

    /// <summary>Puts another file in the place of the brain's, as a package does: the one that runs is not touched.</summary>
    internal void Replace(string content)
    {
        File.WriteAllText(Installed + ".new", content);
        File.SetUnixFileMode(Installed + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(Installed + ".new", Installed, overwrite: true);
    }

    /// <summary>Names another program than the one that was built with the tests, such as a native one.</summary>
    internal const string ProgramVariable = "KEEPER_TEST_PROGRAM";

    /// <summary>Puts a new copy of the program in the place of the brain's.</summary>
    internal void ReplaceByItself()
    {
        File.Copy(Program, Installed + ".new");
        File.Move(Installed + ".new", Installed, overwrite: true);
    }

    internal static string Program => Environment.GetEnvironmentVariable(ProgramVariable) ?? Path.Join(AppContext.BaseDirectory, "keeper-test-program");

    internal static bool IsManaged => File.Exists(Program + ".dll");

    internal int Pid => _process.Id;

    /// <summary>The brain of now.</summary>
    internal int BrainPid { get; private set; }

    /// <summary>The children of the keeper without its brain.</summary>
    internal IReadOnlyList<int> Programs() => [.. Observe.Children(Pid).Where(pid => pid != BrainPid)];

    /// <summary>The socket of the next brain that the keeper starts.</summary>
    internal OwnedDescriptor NextBrain()
    {
        if (!_listener.Poll(Deadline, SelectMode.SelectRead))
            throw new TimeoutException("no brain came");
        var connection = _listener.Accept();
        _connections.Add(connection);
        if (!connection.Poll(Deadline, SelectMode.SelectRead))
            throw new TimeoutException("the brain said nothing");
        Assert.True(DescriptorIo.TryDuplicate((int)connection.Handle, out var copy, out _));
        using (copy)
        {
            var (text, descriptors) = (new byte[100], new List<OwnedDescriptor>());
            var length = PacketSocket.Receive(copy, text, descriptors, wait: true, out var complete).Count;

            // On a slow machine the keeper may have given it up before it could speak.
            if (length == 0)
                return NextBrain();
            Assert.True(complete);
            var words = Encoding.UTF8.GetString(text, 0, (int)length).Split(' ');
            Assert.Equal("gone", words[1]);
            BrainPid = int.Parse(words[0], CultureInfo.InvariantCulture);
            return Assert.Single(descriptors);
        }
    }

    /// <summary>The next brain, which has adopted nothing and hears events.</summary>
    internal KeeperChildHost NextHost(Action<HostEvent> handler, KeeperNotices? notices = null)
    {
        var host = new KeeperChildHost(NextBrain(), handler, notices);
        host.BeginEvents();
        host.Ready();
        return host;
    }

    /// <summary>kill -9, and nothing of it is left when this returns.</summary>
    internal void KillBrain()
    {
        var pid = BrainPid;
        Assert.Equal(Errno.None, ProcessSignals.Send(pid, 9));
        Observe.WaitUntil(() => !Observe.IsAlive(pid), "the brain is dead");
    }

    /// <summary>Lets the brains end by themselves.</summary>
    internal void EndBrains()
    {
        _connections.ForEach(c => c.Dispose());
        _connections.Clear();
    }

    internal int WaitForExit()
    {
        if (!_process.WaitForExit(Deadline))
            throw new TimeoutException("the keeper did not end");
        return _process.ExitCode;
    }

    internal void Signal(int number) => Assert.Equal(Errno.None, ProcessSignals.Send(Pid, number));

    private string InstallNative()
    {
        File.Copy(Program, Installed);
        foreach (var library in Directory.EnumerateFiles(Path.GetDirectoryName(Program)!, "*.so"))
            File.Copy(library, Path.Join(_folder.FullName, Path.GetFileName(library)));
        return Installed;
    }

    private string Install()
    {
        File.Copy("/bin/sh", Installed);
        return Installed;
    }

    public void Dispose()
    {
        _listener.Dispose();
        if (!_process.HasExited)
        {
            var children = Observe.Children(Pid);
            _process.Kill();
            foreach (var child in children)
                _ = ProcessSignals.Send(child, 9);
            _process.WaitForExit(Deadline);
        }

        EndBrains();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
