using System.Diagnostics;
using System.Text;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Reading, following and clearing logs, by supervisorctl and by the API.</summary>
public sealed class LogReadingTests : EndToEndTest
{
    [Fact]
    public async Task Tail_prints_the_last_bytes()
    {
        var daemon = await StartAsync(OutputTests.Job(
            """["sh", "-c", "seq 1 1000; echo err >&2"]""", """stdout_logfile = "${here}/out.log" """));
        await daemon.ReachesAsync("job", "EXITED");
        var all = OutputTests.Numbers(1, 1000);

        Assert.Equal(new CommandResult(0, all[^1600..] + "\n", ""), await daemon.Ctl("tail", "job"));
        Assert.Equal(new CommandResult(0, all[^10..] + "\n", ""), await daemon.Ctl("tail", "-10", "job"));
        Assert.Equal(new CommandResult(0, "err\n\n", ""), await daemon.Ctl("tail", "job", "stderr"));
        Assert.Equal(all, Encoding.ASCII.GetString(await daemon.Control.LogAsync("job", "stdout")));
        Assert.Equal(all[^7..], Encoding.ASCII.GetString(await daemon.Control.LogAsync("job", "stdout", 7)));
    }

    [Theory]
    [InlineData("job: ERROR (no log file)\n", "tail", "job", "stderr")]
    [InlineData("nobody: ERROR (no such process name)\n", "tail", "nobody")]
    [InlineData("Error: bad channel 'stdin'\n", "tail", "job", "stdin")]
    [InlineData("Error: bad argument -x\n", "tail", "-x", "job")]
    [InlineData("Error: tail requires process name\n", "tail", "-5")]
    public async Task Tail_says_what_is_wrong(string said, params string[] words)
    {
        var daemon = await StartAsync(OutputTests.Job("""["true"]""", """stderr_logfile = "NONE" """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(new CommandResult(1, said, ""), await daemon.Ctl(words));
    }

    [Fact]
    public async Task Following_loses_no_line_over_rotations()
    {
        var daemon = await StartAsync("""
            [program.job]
            command = ["sh", "-c", "while ! test -e go; do sleep 0.02; done; for i in 1 2 3 4 5 6 7 8; do seq $((i*10000+1)) $((i*10000+5000)); sleep 0.1; done; echo end; exec sleep 1000"]
            directory = "${here}"
            startsecs = 0
            stdout_logfile = "${here}/out.log"
            stdout_logfile_maxbytes = "20KB"
            stdout_logfile_backups = 20
            """);
        using var response = await daemon.Control.SendAsync(
            HttpMethod.Get, "/v1/processes/job/job/logs/stdout?follow=true", streaming: true);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Folder.Write("go", "");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var expected = Enumerable.Range(1, 8).SelectMany(part => Enumerable.Range((part * 10_000) + 1, 5000)).Select(number => $"{number}").Append("end");
        var seen = new List<string>();
        while (seen.Count == 0 || seen[^1] != "end")
        {
            seen.Add(await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException(string.Join('\n', seen.TakeLast(3))));
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Tail_f_shows_the_end_and_what_comes_until_it_is_interrupted()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "echo old; while :; do read line; echo got $line; done"]
            startsecs = 0
            stdout_logfile = "${here}/web.log"
            """);
        await daemon.FileHasAsync("web.log", "old\n");
        var info = Command.StartInfo([Binaries.Supervisorctl, "-c", daemon.ConfigPath, "tail", "-f", "web"], directory: Folder.Path);
        using var tail = Process.Start(info)!;
        try
        {
            Assert.Equal("==> Press Ctrl-C to exit <==", await LineAsync());
            Assert.Equal("old", await LineAsync());
            using var body = new ByteArrayContent("new\n"u8.ToArray());
            await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/web/web/stdin", body);
            Assert.Equal("got new", await LineAsync());
            RunningSupervisor.SendSignal(tail.Id, Signum.SIGINT);
            await tail.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, tail.ExitCode);
        }
        finally
        {
            tail.Kill();
        }

        Task<string?> LineAsync() => tail.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Maintail_prints_the_main_log()
    {
        var daemon = await StartAsync("");
        var shown = await daemon.Ctl("maintail", "-100000");

        Assert.Equal(0, shown.ExitCode);
        Assert.Contains($"INFO supervisord started with pid {daemon.Pid}\n", shown.Stdout, StringComparison.Ordinal);
        Assert.Equal($"{daemon.MainLog[^20..]}\n", (await daemon.Ctl("maintail", "-20")).Stdout);
    }

    [Fact]
    public async Task Following_the_main_log_shows_what_comes()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            autostart = false
            startsecs = 0
            """);
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, "/v1/log?follow=true&tail=0", streaming: true);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await daemon.Control.OperateAsync("web", "start");
        string? line;
        do
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains("spawned: 'web' with pid ", StringComparison.Ordinal));

        Assert.NotNull(line);
    }

    [Fact]
    public async Task Clear_empties_a_log_that_is_being_written()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "seq 1 1000; echo err >&2; while :; do read line; echo got $line; done"]
            startsecs = 0
            stdout_logfile = "${here}/web.log"
            stderr_logfile = "${here}/web.err"
            """);
        await daemon.FileHasAsync("web.log", "\n1000\n");
        await daemon.FileHasAsync("web.err", "err\n");

        Assert.Equal(new CommandResult(0, "web: cleared\n", ""), await daemon.Ctl("clear", "web"));
        Assert.Equal(("", ""), (daemon.ReadShared("web.log"), daemon.ReadShared("web.err")));
        using var body = new ByteArrayContent("more\n"u8.ToArray());
        await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/web/web/stdin", body);
        await daemon.FileHasAsync("web.log", "got more\n");
        Assert.Equal("got more\n", daemon.ReadShared("web.log"));
    }

    [Fact]
    public async Task Clear_says_which_process_it_does_not_know()
    {
        var daemon = await StartAsync(OutputTests.Job("""["true"]""", ""));

        Assert.Equal(
            new CommandResult(1, "nobody: ERROR (no such process)\njob: cleared\n", ""), await daemon.Ctl("clear", "nobody", "job"));
        Assert.Equal(new CommandResult(0, "job: cleared\n", ""), await daemon.Ctl("clear", "all"));
    }

    [Fact]
    public async Task Without_a_log_file_the_last_output_can_still_be_read()
    {
        var daemon = await StartAsync(OutputTests.Job("""["seq", "1", "100"]""", """stdout_logfile = "NONE" """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(new CommandResult(0, "99\n100\n\n", ""), await daemon.Ctl("tail", "-7", "job"));
    }
}
