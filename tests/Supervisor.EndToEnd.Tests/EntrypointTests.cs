using System.Diagnostics;
using System.Globalization;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary><c>supervisord -- command</c>: the command as if it had been started itself.</summary>
public sealed class EntrypointTests : EndToEndTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0, "true")]
    [InlineData(7, "sh", "-c", "exit 7")]
    [InlineData(137, "sh", "-c", "kill -KILL $$")]
    [InlineData(143, "sh", "-c", "kill -TERM $$")]
    public async Task Its_exit_status_is_passed_on(int status, params string[] command) =>
        Assert.Equal(new CommandResult(status, "", ""), await RunAsync([], command));

    [Theory]
    [InlineData("no-such-command", 127, "No such file or directory")]
    [InlineData("/no/such/command", 127, "No such file or directory")]
    [InlineData("/etc/passwd", 126, "Permission denied")]
    [InlineData("/etc", 126, "Permission denied")]
    public async Task One_that_cannot_be_started_has_the_status_of_a_shell(string command, int status, string reason) => Assert.Equal(
        new CommandResult(status, "", $"supervisord: cannot execute {command}: {reason}; nothing was started\n"), await RunAsync([], command));

    [Fact]
    public async Task It_has_our_input_output_directory_and_environment_and_nothing_is_said_of_it()
    {
        string[] plain = ["sh", "-c", "cat; echo err >&2; pwd; env | grep -v ^_= | sort; umask; ulimit -Hn; ls /proc/$$/fd"];
        var expected = await RunAsync(plain);
        Assert.StartsWith($"from stdin\n{Folder.Path}\n", expected.Stdout, StringComparison.Ordinal);
        Assert.Equal(expected, await RunAsync([Binaries.Supervisord, "--", .. plain]));

        Task<CommandResult> RunAsync(string[] words) =>
            Command.RunAsync(words, "from stdin\n", new Dictionary<string, string?> { ["A"] = "a b" }, Folder.Path);
    }

    [Fact]
    public async Task Words_are_passed_on_byte_for_byte() => Assert.Equal("ff0ae9|a b||\n", (await Command.RunAsync(
        "bash", "-c", $"{Binaries.Supervisord} -- sh -c 'printf \"%s\" \"$1\" | od -An -tx1 | tr -d \" \\n\"; printf \"|%s|%s|\\n\" \"$2\" \"$3\"' x $'\\xff\\n\\xe9' 'a b' ''")).Stdout);

    [Fact]
    public async Task Signals_that_were_ignored_stay_ignored_and_none_is_blocked() => Assert.Equal("hup lives\n", (await Command.RunAsync(
        "sh", "-c", $"trap '' HUP; {Binaries.Supervisord} -- sh -c 'kill -HUP $$; echo hup lives; kill -USR1 $$; echo not reached'")).Stdout);

    [Theory]
    [InlineData(Signum.SIGTERM, 143)]
    [InlineData(Signum.SIGHUP, 129)]
    [InlineData(Signum.SIGUSR2, 140)]
    [InlineData(Signum.SIGALRM, 142)]
    public async Task A_signal_for_us_is_one_for_it(Signum signal, int status)
    {
        using var process = Start([], "sh", "-c", "touch ready; exec sleep 1000");
        await IsThereAsync("ready");
        RunningSupervisor.SendSignal(process.Id, signal);
        Assert.Equal(status, await EndOfAsync(process));
    }

    [Fact]
    public async Task A_signal_can_become_another_one_or_none()
    {
        using var process = Start(
            ["-r", "15:3", "--rewrite", "HUP:0", "-rUSR1:SIGUSR2"],
            "sh", "-c", "trap 'touch got-usr2' USR2; trap 'exit 3' QUIT; trap 'touch got-hup' HUP; touch ready; while :; do sleep 0.02; done");
        await IsThereAsync("ready");
        RunningSupervisor.SendSignal(process.Id, Signum.SIGHUP);
        RunningSupervisor.SendSignal(process.Id, Signum.SIGUSR1);
        await IsThereAsync("got-usr2");
        RunningSupervisor.SendSignal(process.Id, Signum.SIGTERM);
        Assert.Equal(3, await EndOfAsync(process));
        Assert.False(File.Exists(Folder["got-hup"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_g_its_whole_group_gets_the_signal(bool group)
    {
        using var process = Start(
            group ? ["-g"] : [],
            "sh", "-c", "trap 'touch got-it' USR1; sh -c 'trap \"touch child-got-it; exit\" USR1; touch ready; while :; do sleep 0.02; done' & wait; wait; wait; kill $!; exit 5");
        await IsThereAsync("ready");
        RunningSupervisor.SendSignal(process.Id, Signum.SIGUSR1);
        await IsThereAsync("got-it");
        if (group) await IsThereAsync("child-got-it");
        _ = Syscall.kill(process.Id, Signum.SIGKILL);
        await EndOfAsync(process);
        foreach (var pid in ProcFs.WithVariable($"SUPERVISOR_TEST_RUN={Folder.Path}")) _ = Syscall.kill(pid, Signum.SIGKILL);
        Assert.Equal(group, File.Exists(Folder["child-got-it"]));
    }

    [Fact]
    public async Task Orphans_are_reaped_and_only_one_process_is_ours()
    {
        using var process = Start([], "sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do (sh -c 'exit 3' &); done; touch ready; exec sleep 1000");
        await IsThereAsync("ready");
        await Eventually.IsTrueAsync(
            () => ProcFs.ChildrenOf(process.Id) is [var only] && ProcFs.CommandLineOf(only).StartsWith("sleep", StringComparison.Ordinal),
            "the orphans are reaped");
        RunningSupervisor.SendSignal(process.Id, Signum.SIGTERM);
        Assert.Equal(143, await EndOfAsync(process));
    }

    [Theory]
    [InlineData("unshare --pid --fork --kill-child --mount-proc {0}")]
    [InlineData("script -qec \"unshare --pid --fork --kill-child --mount-proc {0}\" /dev/null")]
    public async Task As_process_1_it_loses_no_exit_status_also_on_a_terminal(string with)
    {
        NeedsRoot("a pid namespace of its own");
        Folder.Write("run", "#!/bin/sh\ni=0; while [ $i -lt 200 ]; do i=$((i+1)); (sh -c 'exit 5' &); sh -c 'exit 3'; [ $? = 3 ] || exit 99; done; [ $PPID = 1 ] && exit 42\n");
        File.SetUnixFileMode(Folder["run"], (UnixFileMode)0x1ED);
        var words = with.Replace("{0}", $"{Binaries.Supervisord} -- {Folder["run"]}", StringComparison.Ordinal);
        var result = await Command.RunAsync("bash", "-c", words);
        Assert.True(result.ExitCode == 42, result.ToString());
    }

    [Fact]
    public async Task On_a_terminal_it_is_in_the_foreground_and_is_stopped_and_continued_like_any_job()
    {
        var info = Command.StartInfo(["script", "-qec", "bash --norc --noprofile -i", "/dev/null"], new Dictionary<string, string?> { ["PS1"] = "", ["TERM"] = "dumb" }, Folder.Path);
        using var shell = Process.Start(info)!;
        try
        {
            await TypeAsync("stty -echo\n");
            await TypeAsync($"{Binaries.Supervisord} -- sh -c 'touch ready; read a; echo $a >first; read b; echo $b >second; exit 9'; echo $? >stopped-status\n");
            await IsThereAsync("ready");
            await TypeAsync("one\n");
            await IsThereAsync("first");
            await TypeAsync("\u001a");
            await IsThereAsync("stopped-status");
            Assert.Equal(148, int.Parse(await ContentAsync("stopped-status"), CultureInfo.InvariantCulture));
            await TypeAsync("fg; echo $? >status; jobs >jobs\n");
            await TypeAsync("two\n");
            Assert.Equal("9", await ContentAsync("status"));
            Assert.Equal(("one", "two"), (await ContentAsync("first"), await ContentAsync("second")));

            // Ctrl-C is the command's alone, and the shell has its terminal back. The file is made by the command itself: a shell whose child gets the
            // interrupt, too, and ends as it would have ended anyway, goes on.
            await TypeAsync($"{Binaries.Supervisord} -- sh -c ': >ready2; exec sleep 1000'; echo $? >interrupted\n");
            await IsThereAsync("ready2");
            await TypeAsync("\u0003");
            Assert.Equal("130", await ContentAsync("interrupted"));
            await TypeAsync("exit 17\n");
            Assert.Equal(17, await EndOfAsync(shell));
        }
        finally
        {
            if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        }

        Task TypeAsync(string keys)
        {
            shell.StandardInput.Write(keys);
            return shell.StandardInput.FlushAsync();
        }
    }

    [Fact]
    public async Task With_a_user_a_directory_and_a_umask_it_has_those()
    {
        NeedsRoot("another user");
        Assert.Equal("nobody\n/usr\n0027\n", (await RunAsync(["-u", "nobody", "-d", "/usr", "-m", "027"], "sh", "-c", "id -un; pwd; umask")).Stdout);
    }

    [Fact]
    public async Task With_a_config_it_has_the_environment_and_directory_of_supervisord()
    {
        Folder.Write("x.toml", "[supervisord]\nenvironment = { GREETING = \"hello\" }\ndirectory = \"/usr\"\n[program.other]\ncommand = \"touch other\"\n");
        Assert.Equal(new CommandResult(0, "hello /usr\n", ""), await RunAsync(["-c", Folder["x.toml"]], "sh", "-c", "echo $GREETING $PWD"));
        Folder.Write("x.toml", "[supervisord]\nnonsense = 1\n");
        Assert.Equal(2, (await RunAsync(["-c", Folder["x.toml"]], "true")).ExitCode);
    }

    [Fact]
    public async Task Lines_are_logged_where_they_are_asked_for()
    {
        Assert.Equal(new CommandResult(3, "", ""), await RunAsync(["-l", Folder["log"]], "sh", "-c", "exit 3"));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO spawned: 'sh' with pid \d+\n.* INFO exited: 'sh' \(exit status 3\)\n$", File.ReadAllText(Folder["log"]));
        Assert.Equal(1, (await RunAsync(["-l", "/no/such/folder/log"], "true")).ExitCode);
    }

    private Task<CommandResult> RunAsync(string[] options, params string[] command) =>
        Command.RunAsync([Binaries.Supervisord, .. options, "--", .. command], "", directory: Folder.Path);

    private Process Start(string[] options, params string[] command) => Process.Start(Command.StartInfo(
        [Binaries.Supervisord, .. options, "--", .. command], new Dictionary<string, string?> { ["SUPERVISOR_TEST_RUN"] = Folder.Path }, Folder.Path))!;

    private Task IsThereAsync(string name) => Eventually.IsTrueAsync(() => File.Exists(Folder[name]), $"{name} is there", Patience);

    private async Task<string> ContentAsync(string name)
    {
        await Eventually.IsTrueAsync(() => File.Exists(Folder[name]) && File.ReadAllText(Folder[name]).EndsWith('\n'), $"{name} is written", Patience);
        return File.ReadAllText(Folder[name]).TrimEnd();
    }

    private static async Task<int> EndOfAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
