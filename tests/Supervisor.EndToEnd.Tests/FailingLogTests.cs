using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Logs that cannot be written: said once, the program goes on, and so does the log when it can.</summary>
public sealed class FailingLogTests : EndToEndTest
{
    [Fact]
    public async Task A_full_disk_is_said_once_and_writing_goes_on_when_there_is_room()
    {
        NeedsRoot("a small file system");
        Directory.CreateDirectory(Folder["disk"]);

        // In a mount namespace of the daemon's own, so that nothing has to be unmounted.
        string[] wrapper =
        [
            "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=256k none \"$0\" && head -c 200000 /dev/zero > \"$0/ballast\" && exec \"$@\"",
            Folder["disk"],
        ];
        var possible = await Command.RunAsync([.. wrapper, "true"]);
        Assert.SkipUnless(possible.ExitCode == 0, $"cannot mount: {possible.Stderr}");
        var daemon = await StartAsync(new Setup
        {
            Wrapper = wrapper,
            Programs = """
                [program.web]
                command = ["sh", "-c", "seq 1 20000; n=0; while :; do n=$((n+1)); echo line $n; echo $n >> ../count; sleep 0.02; done"]
                directory = "${here}/disk"
                startsecs = 0
                stdout_logfile = "${here}/disk/web.log"
                """,
        });
        await daemon.LogsAsync("No space left on device");
        var pid = (await daemon.Control.ProcessAsync("web")).Pid;

        // The program is not held up.
        await daemon.FileHasAsync("count", "\n", times: 50);
        var failing = await daemon.Control.ProcessAsync("web");
        Assert.Equal(("RUNNING", pid), (failing.StateName, failing.Pid));
        Assert.Contains("No space left on device", Assert.Single(failing.Warnings), StringComparison.Ordinal);
        var line = Assert.Single(daemon.MainLogLines(), text => text.Contains("No space left on device", StringComparison.Ordinal));
        Assert.StartsWith("WARN ", line, StringComparison.Ordinal);
        Assert.Contains(Folder["disk/web.log"], line, StringComparison.Ordinal);

        var seenFromOutside = $"/proc/{daemon.Pid}/root{Folder["disk"]}";
        File.Delete($"{seenFromOutside}/ballast");
        await Eventually.IsTrueAsync(
            async () => (await daemon.Control.ProcessAsync("web")).Warnings.Count == 0, () => $"the warning ends\n{daemon.MainLog}");
        var count = daemon.ReadShared("count").Split('\n').Length;
        await daemon.FileHasAsync("count", "\n", times: count + 10);
        var log = await File.ReadAllTextAsync($"{seenFromOutside}/web.log", TestContext.Current.CancellationToken);
        Assert.Contains($"line {count + 5}\n", log, StringComparison.Ordinal);
        await daemon.LogsAsync("bytes were dropped");
    }

    [Fact]
    public async Task A_log_whose_folder_has_gone_is_said_and_the_program_runs()
    {
        Directory.CreateDirectory(Folder["logs"]);
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "while :; do echo line; sleep 0.05; done"]
            startsecs = 0
            autostart = false
            stdout_logfile = "${here}/logs/web.log"
            """);
        Directory.Delete(Folder["logs"], recursive: true);

        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "start"));
        await daemon.LogsAsync("No such file or directory");
        var info = await daemon.Control.ProcessAsync("web");
        Assert.Equal("RUNNING", info.StateName);
        Assert.Contains("No such file or directory", Assert.Single(info.Warnings), StringComparison.Ordinal);

        Directory.CreateDirectory(Folder["logs"]);
        await daemon.FileHasAsync("logs/web.log", "line\n");
        await Eventually.IsTrueAsync(
            async () => (await daemon.Control.ProcessAsync("web")).Warnings.Count == 0, () => $"the warning ends\n{daemon.MainLog}");
        Assert.Single(daemon.MainLogLines(), text => text.Contains("No such file or directory", StringComparison.Ordinal));
    }
}
