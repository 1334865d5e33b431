using System.Diagnostics;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

public sealed class StalledReaderTests : EndToEndTest
{
    [Fact]
    public async Task A_reader_of_stdout_that_stops_reading_holds_up_neither_the_log_file_nor_the_end()
    {
        var config = Folder.Write(
            "supervisord.toml",
            $"""
            [supervisord]
            logfile = "{Folder["supervisord.log"]}"
            pidfile = "{Folder["supervisord.pid"]}"
            childlogdir = "{Folder.Path}"
            nodaemon = true

            [program.restless]
            command = ["true"]
            startsecs = 0
            autorestart = true
            numprocs = 4
            """);
        using var daemon = Process.Start(new ProcessStartInfo(Binaries.Supervisord, ["-n", "-c", config]) { RedirectStandardOutput = true })!;
        try
        {
            // Far more than a pipe holds, and written although nobody reads that pipe.
            await Eventually.IsTrueAsync(
                () => new FileInfo(Folder["supervisord.log"]) is { Exists: true, Length: > 500_000 }, "the log file grows", TimeSpan.FromSeconds(60));

            RunningSupervisor.SendSignal(daemon.Id, Mono.Unix.Native.Signum.SIGTERM);

            await daemon.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal(0, daemon.ExitCode);
        }
        finally
        {
            if (!daemon.HasExited) daemon.Kill();
        }
    }
}
