using System.Globalization;
using System.Text.Json;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Where the kernel is old, or a seccomp profile does not know newer system calls.</summary>
public sealed class RefusedCallsTests : EndToEndTest
{
    private const int OperationNotPermitted = 1;
    private const int NotImplemented = 38;

    private const string Programs = """
        [program.web]
        command = ["sh", "-c", "trap 'exit 0' TERM; echo up; ls -l /proc/self/fd; while :; do sleep 0.1; done"]
        stdout_logfile = "web.log"

        [program.other]
        command = "sh -c 'id -u; exec sleep 1000'"
        stdout_logfile = "other.log"
        umask = "027"
        """;

    [Theory]
    [InlineData(NotImplemented, "Function not implemented")]
    [InlineData(OperationNotPermitted, "Operation not permitted")]
    public async Task Without_pidfds_the_start_is_refused_with_the_remedy(int errno, string text)
    {
        var filter = await CallFilter.CompileAsync(Folder, errno, CallFilter.PidfdOpen);

        var result = await StartInVainAsync(new Setup { Programs = Programs, Wrapper = filter });

        Assert.Equal(
            new CommandResult(
                1, "", $"supervisord: cannot use pidfd_open(2): {text}; Linux 5.3 or newer is needed, and a seccomp profile that allows the call; nothing was started\n"),
            result);
        Assert.False(File.Exists(Folder["web.log"]));
    }

    [Theory]
    [InlineData(NotImplemented)]
    [InlineData(OperationNotPermitted)]
    public async Task Without_close_range_and_epoll_pwait2_all_works_and_no_descriptor_leaks(int errno)
    {
        var filter = await CallFilter.CompileAsync(Folder, errno, CallFilter.CloseRange, CallFilter.EpollPwait2);
        var daemon = await StartAsync(new Setup { Programs = Programs, Wrapper = filter });

        await daemon.ReachesAsync("web", "RUNNING");
        await daemon.ReachesAsync("other", "RUNNING");
        await daemon.FileHasAsync("web.log", "up");
        await daemon.FileHasAsync("other.log", Mono.Unix.Native.Syscall.getuid().ToString(CultureInfo.InvariantCulture));
        foreach (var pid in daemon.ProgramPids())
        {
            // 10 is what a shell keeps of its own script.
            Assert.Empty(Directory.GetFiles($"/proc/{pid}/fd").Select(Path.GetFileName).Except(["0", "1", "2", "10"]));
        }

        Assert.Contains("web: stopped", (await daemon.Ctl("stop", "web")).Stdout, StringComparison.Ordinal);
        Assert.Contains("web: started", (await daemon.Ctl("start", "web")).Stdout, StringComparison.Ordinal);
        Assert.Equal(0, (await daemon.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_single_command_needs_none_of_them()
    {
        var filter = await CallFilter.CompileAsync(Folder, NotImplemented, CallFilter.PidfdOpen, CallFilter.CloseRange, CallFilter.EpollPwait2);

        Assert.Equal(
            new CommandResult(3, "done\n", ""),
            await Command.RunAsync([.. filter, Binaries.Supervisord, "--", "sh", "-c", "echo done; exit 3"], "", directory: Folder.Path));
    }

    [Fact]
    public async Task Doctor_names_what_is_refused()
    {
        var filter = await CallFilter.CompileAsync(Folder, OperationNotPermitted, CallFilter.PidfdOpen, CallFilter.CloseRange, CallFilter.EpollPwait2);
        Folder.Write("supervisord.toml", "[unix_http_server]\nfile = \"none.sock\"\n");

        var result = await Command.RunAsync([.. filter, Binaries.Supervisorctl, "doctor", "--json"], "", directory: Folder.Path);

        Assert.Equal((1, ""), (result.ExitCode, result.Stderr));
        using var document = JsonDocument.Parse(result.Stdout);
        Assert.False(document.RootElement.GetProperty("holds").GetBoolean());
        var verdicts = document.RootElement.GetProperty("findings").EnumerateArray()
            .ToDictionary(finding => finding.GetProperty("check").GetString()!, finding => finding.GetProperty("verdict").GetString());
        Assert.Equal(("failed", "limited", "limited"), (verdicts["pidfd_open"], verdicts["close_range"], verdicts["epoll_pwait2"]));
        Assert.Equal("limited", verdicts["no_new_privileges"]);
    }

    [Fact]
    public async Task Doctor_sees_the_keeper_of_a_running_daemon_and_fails_nothing()
    {
        var daemon = await StartAsync(Programs);

        var result = await daemon.Ctl("doctor");

        Assert.Equal((0, ""), (result.ExitCode, result.Stderr));
        var brain = await daemon.BrainAsync();
        var keeper = string.Create(CultureInfo.InvariantCulture, $"process {daemon.Pid} keeps the programs, process {brain} answers");
        Assert.Contains(keeper, result.Stdout, StringComparison.Ordinal);
        Assert.Contains("is valid: 2 processes", result.Stdout, StringComparison.Ordinal);
    }
}
