using System.Net.Sockets;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Tests;

/// <summary>Started by something that has detached the process already, or must not lose sight of it.</summary>
public sealed class OriginTests : IDisposable
{
    private readonly Launch _launch = new();

    [Fact]
    public void As_the_first_process_it_never_detaches()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "needs root to make a pid namespace");

        var outcome = _launch.RunCommand(
            "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", Launch.Program, "detach=true", "open", "report", "ready", "print=still here", "exit=3");

        Assert.Equal((3, "still here"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("FirstProcess", _launch.Reported("origin"));
        Assert.Equal("1", Reported("pid"));
    }

    [Fact]
    public void As_a_child_of_init_it_does_not_detach()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "needs root to make a pid namespace");

        var outcome = UnderInit("open", "report", "ready", "exit=3");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(("Init", "Foreground"), (Reported("origin"), Reported("role")));
    }

    [Fact]
    public void As_a_child_of_init_it_detaches_when_it_is_told_to()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "needs root to make a pid namespace");

        var outcome = UnderInit("detach=true", "open", "report", "ready", "exit=3");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(("Launcher", "Daemon"), (Reported("origin"), Reported("role")));
    }

    [Fact]
    public void Under_a_superserver_it_does_not_detach_and_talks_to_its_client()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_launch["socket"]));
        listener.Listen();
        client.Connect(new UnixDomainSocketEndPoint(_launch["socket"]));
        using (var connection = listener.Accept())
        {
            Assert.Equal(0, RunOnSocket(connection, "open", $"report={_launch.ReportPath}", "ready", "print=hello"));
        }

        Assert.Equal(("Superserver", "Foreground"), (Reported("origin"), Reported("role")));
        var received = new byte[64];
        Assert.Equal("hello"u8, received.AsSpan(0, client.Receive(received)));
    }

    [Theory]
    [InlineData("NOTIFY_SOCKET", "/run/some/socket")]
    [InlineData("NOTIFY_SOCKET", "@abstract")]
    public void A_service_manager_that_waits_for_a_notification_keeps_it_in_the_foreground(string variable, string value)
    {
        _launch.Variables[variable] = value;

        var outcome = _launch.Run("open", "report", "ready", "print=to the journal", "exit=3");

        Assert.Equal((3, "to the journal"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("ServiceManager", Reported("origin"));
    }

    [Fact]
    public void A_process_that_the_service_manager_itself_started_stays_in_the_foreground_and_its_children_do_not()
    {
        var direct = _launch.RunCommand(
            "sh", "-c", "SYSTEMD_EXEC_PID=$$ exec \"$0\" \"$@\"", Launch.Program, "open", "report", "ready", "exit=3");
        Assert.Equal((3, "ServiceManager"), (direct.ExitCode, Reported("origin")));

        _launch.Variables["SYSTEMD_EXEC_PID"] = "1";
        _launch.Variables["INVOCATION_ID"] = "0123456789abcdef0123456789abcdef";
        var indirect = _launch.Run("open", "report", "ready", "exit=3");
        Assert.Equal((0, "Daemon"), (indirect.ExitCode, Reported("role")));
    }

    [Fact]
    public void Under_a_service_manager_it_detaches_when_it_is_told_to()
    {
        _launch.Variables["NOTIFY_SOCKET"] = "/run/some/socket";

        var outcome = _launch.Run("detach=true", "open", "report", "ready", "exit=3");

        Assert.Equal((0, "Daemon"), (outcome.ExitCode, Reported("role")));
    }

    [Fact]
    public void A_marker_that_was_not_meant_for_the_process_does_not_make_it_a_daemon()
    {
        _launch.Variables["SUPERVISOR_DAEMONIZATION_STAGE"] = $"1 {Environment.ProcessId} {new ProcessView(Environment.ProcessId).Session} 55 56";

        var outcome = _launch.Run("detach=false", "report", "fail=4:said here");

        Assert.Equal((4, "said here\n"), (outcome.ExitCode, outcome.Error));
        Assert.Equal(("Foreground", ""), (Reported("role"), Reported("variables")));
    }

    public void Dispose() => _launch.Dispose();

    private string Reported(string name) => _launch.Reported(name);

    // The shell is process 1 of the namespace, and stays as the command is not its last.
    private Outcome UnderInit(params string[] steps) => _launch.RunCommand(
        "unshare", ["--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", "\"$0\" \"$@\"; exit $?", Launch.Program, .. steps]);

    private static int RunOnSocket(Socket socket, params string[] steps)
    {
        using var arguments = new NativeStrings([Launch.Program, .. steps]);
        using var environment = new NativeStrings([.. Variables()]);
        using var actions = new SpawnFileActions();
        Assert.True(actions.TryDuplicate((int)socket.Handle, 0));
        Assert.True(actions.TryDuplicate((int)socket.Handle, 1));
        Assert.Equal(Errno.None, PosixSpawn.Start(Launch.Program, arguments, environment, actions, SpawnGrouping.Session, 0, resetSignals: true, out var pid));
        return ChildWait.Reap(pid).Code;
    }

    private static IEnumerable<string> Variables() =>
        from name in new[] { "PATH", "HOME", "DOTNET_ROOT" }
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select $"{name}={value}";
}
