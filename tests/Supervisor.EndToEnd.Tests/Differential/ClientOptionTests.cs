namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>How supervisorctl is told where to go, and how its words are put together.</summary>
public sealed class ClientOptionTests : DifferentialTest
{
    private const string Programs = """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:dog]
        command=/bin/cat
        autostart=false
        """;

    [Fact]
    public Task Options_and_words_are_taken_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync(Programs);
            run.Write("supervisord.conf", "[supervisorctl]\nserverurl = unix://%(here)s/s.sock ; beside it\nhistory_file = %(here)s/history\n");
            run.Write("nowhere.conf", "[supervisorctl]\nserverurl=unix://DIR/nowhere.sock\n");
            run.Write("commented.conf", "[supervisorctl]\nserverurl=unix://DIR/s.sock\nprompt=x%%y\n[program:x]\ncommand=%(nope)s\nautostart=maybe\n[include]\n");
            await run.ReachesAsync("cat", "RUNNING");
            foreach (string[] words in (string[][])
                [
                    ["status", "cat"], ["--configuration=DIR/s.conf", "status", "cat"], ["--conf", "DIR/s.conf", "status", "cat"], ["-cDIR/s.conf", "status", "cat"],
                    ["-c", "DIR/s.conf", "status cat"], ["-c", "DIR/s.conf", "status  cat  dog"], ["-c", "DIR/s.conf", "signal CONT", "cat"], ["-c", "DIR/s.conf", "", "status", "cat"],
                    ["-c", "DIR/s.conf", "stat", "cat"], ["-c", "DIR/s.conf", "STATUS", "cat"], ["-c", "DIR/s.conf", "--", "status", "cat"], ["-c", "DIR/s.conf", "status", "-c", "x"],
                    ["-c", "DIR/s.conf", "status", "--help"], ["-c", "DIR/s.conf", "-i", "status", "cat"], ["-ic", "DIR/s.conf", "status", "cat"],
                    ["-s", "unix://DIR/s.sock", "status", "cat"], ["-s", "unix://s.sock", "status", "cat"], ["-s", "unix://none.sock", "status", "cat"], ["-s", "unix://DIR/none.sock", "pid"],
                    ["-c", "DIR/nowhere.conf", "status"], ["-c", "DIR/nowhere.conf", "-s", "unix://DIR/s.sock", "status", "cat"], ["-c", "DIR/nowhere.conf", "version"], ["-c", "DIR/nowhere.conf", "start", "cat"],
                    ["-c", "DIR/nowhere.conf", "tail", "cat"], ["-c", "DIR/nowhere.conf", "pid"], ["-c", "DIR/nowhere.conf", "clear", "cat"], ["-c", "DIR/nowhere.conf", "fg", "cat"],
                    ["-c", "DIR/nowhere.conf", "restart", "cat"], ["-c", "DIR/nowhere.conf", "signal", "HUP", "cat"], ["-c", "DIR/nowhere.conf", "maintail"], ["-c", "DIR/nowhere.conf", "stop", "cat"],
                    ["-c", "DIR/commented.conf", "status", "cat"], ["-u", "a", "-p", "b", "-c", "DIR/s.conf", "status", "cat"], ["-c", "DIR/s.conf", "help", "status", "x"], ["-c", "DIR/s.conf", "exit"],
                    ["-c", "DIR/s.conf", "quit", "x"], ["-c", "DIR/s.conf", "fg"], ["-c", "DIR/s.conf", "fg", "zz"], ["-c", "DIR/s.conf", "fg", "dog"], ["-c", "DIR/s.conf", "fg", "cat", "dog"],
                    ["-c", "DIR/s.conf", "signal"], ["-c", "DIR/s.conf", "signal", "HUP"], ["-c", "DIR/s.conf", "start"], ["-c", "DIR/s.conf", "stop"], ["-c", "DIR/s.conf", "restart"],
                ])
                await run.CtlWith(words);
            run.Note("history", $"{File.Exists(run["history"])}");
        });
}
