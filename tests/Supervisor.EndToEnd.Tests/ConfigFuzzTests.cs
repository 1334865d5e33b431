using System.Text;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Configs with a few bytes changed, under a running daemon: to look at one changes nothing, and a bad one is refused.</summary>
public sealed class ConfigFuzzTests : EndToEndTest
{
    private const int Rounds = 250;

    private const string Toml = """
        [supervisord]
        logfile = "supervisord.log"
        pidfile = "supervisord.pid"
        childlogdir = "."
        loglevel = "info"

        [unix_http_server]
        file = "supervisor.sock"
        chmod = "0700"

        [program.web]
        command = ["sleep", "1000"]
        startsecs = 0
        environment = { A = "1", B = "${program_name} two" }
        exitcodes = [0, 2]
        stdout_logfile_maxbytes = "50MB"

        [program.many]
        command = "sleep '1000'"
        process_name = "${program_name}_${process_num:02}"
        numprocs = 2
        startsecs = 0
        autorestart = "unexpected"

        [group.g]
        programs = ["many"]
        """;

    private const string Ini = """
        ; a comment
        [supervisord]
        logfile=supervisord.log
        pidfile=supervisord.pid
        childlogdir=%(here)s
        loglevel=info

        [unix_http_server]
        file=supervisor.sock
        chmod=0700

        [program:web]
        command=sleep 1000   ; another
        startsecs=0
        environment=A="1",B="%(program_name)s two"
        exitcodes=0,2
        stdout_logfile_maxbytes=50MB

        [program:many]
        command=sleep '1000'
        process_name=%(program_name)s_%(process_num)02d
        numprocs=2
        startsecs=0
        autorestart=unexpected

        [group:g]
        programs=many
        """;

    [Theory]
    [InlineData("supervisord.toml", Toml)]
    [InlineData("supervisord.conf", Ini)]
    public async Task A_changed_config_is_refused_or_only_looked_at(string name, string text)
    {
        var daemon = await StartAsync(new Setup { Config = text, ConfigName = name });
        foreach (var process in (string[])["web", "g:many_00", "g:many_01"]) await daemon.ReachesAsync(process, "RUNNING");
        var before = await RunningAsync(daemon);
        var random = new Random(20_261_123);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await File.WriteAllBytesAsync(Folder[name], Mutated(random, Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
            var (status, body) = await daemon.Control.PostAsync("/v1/reread");
            if (status == 200) continue;
            Assert.True(body.GetProperty("code").GetString() == "bad_config", $"round {round}: {status} {body}");
            refused++;

            // What is bad to look at is refused as a whole; what is good might start anything.
            var (updated, _) = await daemon.Control.PostAsync("/v1/update");
            Assert.Equal(status, updated);
            Assert.Equal(before, await RunningAsync(daemon));
        }

        Assert.Equal(before, await RunningAsync(daemon));
        Assert.InRange(refused, Rounds / 10, Rounds);
        Assert.DoesNotContain("cannot handle", daemon.MainLog, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Folder[name], text, TestContext.Current.CancellationToken);
        Assert.Equal(200, (await daemon.Control.PostAsync("/v1/update")).Status);
        Assert.Equal(before, await RunningAsync(daemon));
    }

    private static byte[] Mutated(Random random, byte[] bytes)
    {
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], "[]{}=\"'%$#;,\n\0 ("u8[random.Next(16)], .. bytes[at..]],
                2 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(12))..]],
                _ => [.. bytes[..at], .. bytes.AsSpan(random.Next(bytes.Length - 30), random.Next(30)), .. bytes[at..]],
            };
        }

        return bytes;
    }

    private static async Task<string> RunningAsync(RunningSupervisor daemon) => string.Join(
        ' ', (await daemon.Control.ProcessesAsync()).Select(process => $"{process.Group}:{process.Name} {process.StateName} {process.Pid}"));
}
