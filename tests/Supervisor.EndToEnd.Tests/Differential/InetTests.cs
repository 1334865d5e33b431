using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Over TCP, with a password; and what only our supervisord has.</summary>
public sealed class InetTests : DifferentialTest
{
    private const string Program = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";

    [Fact]
    public Task A_password_is_asked_for_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
            await run.StartAsync($"{Program}[inet_http_server]\nport=127.0.0.1:{port}\nusername=admin\npassword=se:cret%%\n");
            await run.ReachesAsync("cat", "RUNNING");
            foreach (string command in (string[])["status", "pid cat", "stop cat", "start cat", "signal CONT cat", "avail", "reread", "update", "tail cat"])
                await With(command, "-u", "admin", "-p", "se:cret%");
            await With("status");
            await With("status", "-u", "admin", "-p", "wrong");

            async Task With(string command, params string[] who)
            {
                CommandResult result = await run.CtlResultAsync(["-s", $"http://127.0.0.1:{port}", .. who, .. command.Split(' ')]);
                run.Note($"{command} {string.Join(' ', who)}".TrimEnd(), command.StartsWith("pid", StringComparison.Ordinal) ? Normal.Pids(result.ToString()) : result.ToString());
            }
        },
        new Known("status", Part.Ctl, Refused, Once),
        new Known("status -u admin -p wrong", Part.Ctl, Refused, Once));

    [Fact]
    public async Task What_the_original_does_not_have_is_said()
    {
        await using var run = new ComparedRun(new Pair(Origin.Theirs, Origin.Ours));
        await run.StartAsync(Program);
        CommandResult upgrade = await run.CtlResultAsync("upgrade");
        Assert.Equal(1, upgrade.ExitCode);
        Assert.Matches("^error: cannot upgrade: unix:.*/s.sock is a supervisord that is spoken to in XML-RPC, which has no word for it\n$", upgrade.Stdout);
        CommandResult json = await run.CtlResultAsync("--json status cat");
        Assert.StartsWith("[{\"group\":\"cat\",\"name\":\"cat\",", json.Stdout, StringComparison.Ordinal);
        CommandResult foreground = await run.CtlResultAsync(["-c", run["s.conf"], "fg", "cat"], "hello\n");
        Assert.Equal("==> Press Ctrl-C to exit <==\nhello\nExiting foreground\n", foreground.Stdout);
    }

    private const string Refused = "exit 1\nServer requires authentication\n";
    private const string Once = "A server that wants a password is asked once.";
}
