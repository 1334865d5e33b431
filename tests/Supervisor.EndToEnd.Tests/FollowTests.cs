using System.Diagnostics;
using System.Globalization;
using System.Text;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary><c>tail -f</c> goes on where it was when supervisord crashes or is upgraded.</summary>
public sealed class FollowTests : EndToEndTest
{
    private const string Counter = """
        [program.counter]
        command = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.002; done"]
        startsecs = 0
        stdout_logfile = "${here}/counter.log"
        stdout_logfile_maxbytes = "2KB"
        stdout_logfile_backups = 2000
        """;

    [Fact]
    public async Task A_followed_log_has_every_line_once_over_crashes_upgrades_and_rotations()
    {
        var daemon = await StartAsync(Counter);
        await daemon.ReachesAsync("counter", "RUNNING");
        using var tail = new Following(daemon, "tail", "-f", "counter");
        await tail.HasAsync(lines => lines.Length > 50, "lines come");
        await daemon.CrashAsync();
        await tail.GoesOnAsync();
        await daemon.CrashAsync();
        await daemon.CrashAsync();
        await tail.GoesOnAsync();
        Assert.Equal(0, (await daemon.Ctl("upgrade")).ExitCode);
        await tail.GoesOnAsync();
        await tail.GoesOnAsync();

        var numbers = tail.Lines.Skip(2).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Count), numbers);
        Assert.Equal("ok", await daemon.Control.OperateAsync("counter", "stop"));
    }

    [Fact]
    public async Task The_followed_main_log_goes_on_after_a_crash_and_ends_with_supervisord()
    {
        var daemon = await StartAsync(Counter);
        using var tail = new Following(daemon, "maintail", "-f");
        await tail.HasAsync(lines => lines.Any(line => line.Contains("spawned: 'counter'", StringComparison.Ordinal)), "lines come");
        await daemon.CrashAsync();
        await tail.HasAsync(lines => lines.Any(line => line.Contains("brain was replaced", StringComparison.Ordinal)), "the log of the next brain is there");
        Assert.Single(tail.Lines, line => line.Contains("spawned: 'counter'", StringComparison.Ordinal));
        await daemon.StopAsync();
        await tail.EndsAsync();
    }

    [Fact]
    public async Task What_was_cleared_meanwhile_is_said_and_the_rest_comes()
    {
        var daemon = await StartAsync("""
            [program.cat]
            command = "cat"
            startsecs = 0
            stdout_logfile = "${here}/cat.log"
            """);
        await daemon.ReachesAsync("cat", "RUNNING");
        await File.AppendAllTextAsync(Folder["cat.log"], "one\ntwo\n", TestContext.Current.CancellationToken);
        using var tail = new Following(daemon, "tail", "-f", "cat");
        await tail.HasAsync(lines => lines.Contains("two"), "lines come");
        await File.WriteAllTextAsync(Folder["cat.log"], "three\n", TestContext.Current.CancellationToken);
        await daemon.CrashAsync();
        await tail.HasAsync(lines => lines.Contains("three"), "the new line is there");
        Assert.Equal(["one", "two", "==> File truncated <==", "three"], tail.Lines.Skip(1));
    }

    private sealed class Following : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _text = new();
        private readonly Task _reading;

        public Following(RunningSupervisor daemon, params string[] words)
        {
            _process = Process.Start(Command.StartInfo([Binaries.Supervisorctl, "-c", daemon.ConfigPath, .. words], new Dictionary<string, string?>(), daemon.Folder.Path))!;
            _reading = ReadAsync();
        }

        /// <summary>Whole lines so far.</summary>
        public string[] Lines
        {
            get
            {
                lock (_text) return _text.ToString().Split('\n')[..^1];
            }
        }

        public Task HasAsync(Func<string[], bool> condition, string what) =>
            Eventually.IsTrueAsync(() => Task.FromResult(condition(Lines)), () => $"{what}:\n{string.Join('\n', Lines.TakeLast(30))}");

        public Task GoesOnAsync()
        {
            var before = Lines.Length;
            return HasAsync(lines => lines.Length > before + 50, "further lines come");
        }

        public async Task EndsAsync() => await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill();
            _reading.GetAwaiter().GetResult();
            _process.Dispose();
        }

        private async Task ReadAsync()
        {
            var buffer = new char[4096];
            while (await _process.StandardOutput.ReadAsync(buffer.AsMemory()) is > 0 and var count)
            {
                lock (_text) _text.Append(buffer, 0, count);
            }
        }
    }
}
