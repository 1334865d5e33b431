using System.Text;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Files that a host gives: they reach the programs, and nobody else.</summary>
public sealed class SecretsTests : EndToEndTest
{
    private const string FromFile = "s3cret-of-a-file";
    private const string FromCredential = "s3cret-of-systemd";
    private const string FromEnvironmentFile = "s3cret-of-an-env-file";

    private const string Daemon = """
        loglevel = "blather"
        environment_file = "${here}/shared.env"
        """;

    private const string Programs = """
        [program.web]
        command = "sleep ${SECONDS}"
        environment = { TOKEN = "x${file:${here}/secrets/token}y", CREDENTIAL = "${credential:api}" }
        umask = "027"

        [program.other]
        command = "sleep 1000"

        [program.broken]
        command = "/nonexistent/program"
        environment = { TOKEN = "${file:${here}/secrets/token}" }
        startretries = 0
        """;

    private Task<RunningSupervisor> StartAsync()
    {
        Folder.Write("secrets/token", FromFile + "\n");
        Folder.Write("credentials/api", FromCredential);
        Folder.Write("shared.env", $"# of all\nSECONDS=1000\nexport SHARED='{FromEnvironmentFile}'\n");
        return StartAsync(new Setup
        {
            Daemon = Daemon,
            Programs = Programs,
            Environment = new Dictionary<string, string?> { ["CREDENTIALS_DIRECTORY"] = Folder["credentials"] },
        });
    }

    private static string EnvironmentOf(int pid) => "\n" + File.ReadAllText($"/proc/{pid}/environ").Replace('\0', '\n');

    private static void AssertGiven(int pid)
    {
        var environment = EnvironmentOf(pid);
        Assert.Contains($"\nTOKEN=x{FromFile}y\n", environment, StringComparison.Ordinal);
        Assert.Contains($"\nCREDENTIAL={FromCredential}\n", environment, StringComparison.Ordinal);
        Assert.Contains($"\nSHARED={FromEnvironmentFile}\n", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_FIFO_or_a_device_is_refused_at_once_and_does_not_hold_up_the_start()
    {
        Assert.Equal(0, Syscall.mkfifo(Folder["fifo"], FilePermissions.S_IRUSR | FilePermissions.S_IWUSR));
        var result = await StartInVainAsync(new Setup
        {
            Daemon = """environment_file = "${here}/fifo" """,
            Programs = """
                [program.web]
                command = "cat"
                environment_file = "/dev/zero"
                environment = { TOKEN = "${file:${here}/fifo}", ONE = "${file:/dev/stdin}" }
                """,
        });
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"cannot read the environment file {Folder["fifo"]}: it is a FIFO, and no regular file; reading it might never end; name a regular file", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("cannot read the environment file /dev/zero: it is a device, and no regular file", result.Stderr, StringComparison.Ordinal);
        Assert.Contains($"{Folder["fifo"]}: it is a FIFO, and no regular file", result.Stderr.Replace("environment file", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("/dev/stdin: it is a FIFO, and no regular file", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_proc_can_be_read_like_any_other()
    {
        var daemon = await StartAsync(new Setup
        {
            Programs = """
                [program.web]
                command = "sleep 1000"
                environment = { KERNEL = "${file:/proc/sys/kernel/ostype}" }
                startsecs = 0
                """,
        });
        var web = await daemon.ReachesAsync("web", "RUNNING");
        Assert.Contains("\nKERNEL=Linux\n", EnvironmentOf(web.Pid), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_in_the_environment_of_the_programs_also_after_a_crash_and_nowhere_else()
    {
        var daemon = await StartAsync();
        var web = await daemon.ReachesAsync("web", "RUNNING");
        await daemon.ReachesAsync("broken", "FATAL");
        AssertGiven(web.Pid);

        await daemon.CrashAsync();
        Assert.Contains("started", (await daemon.Ctl("restart", "web")).Stdout, StringComparison.Ordinal);
        AssertGiven((await daemon.Control.ProcessAsync("web")).Pid);

        var said = new StringBuilder();
        foreach (var words in new[] { "status", "--json status", "avail", "--json avail", "--json version", "reread", "tail broken", "help", "doctor" })
        {
            said.Append(await daemon.Ctl(words.Split(' ')));
        }

        foreach (var path in new[] { "/v1/info", "/v1/processes", "/v1/processes/web/web", "/v1/log?tail=1000000", "/" })
        {
            using var response = await daemon.Control.SendAsync(HttpMethod.Get, path);
            Assert.True(response.IsSuccessStatusCode, path);
            said.Append(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        foreach (var method in new[] { "supervisor.getAllConfigInfo", "supervisor.getAllProcessInfo", "supervisor.reloadConfig" })
        {
            using var body = new StringContent($"<methodCall><methodName>{method}</methodName></methodCall>", Encoding.UTF8, "text/xml");
            using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/RPC2", body);
            said.Append(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        said.Append((await Command.RunAsync([Binaries.Supervisord, "--check", "-c", daemon.ConfigPath], "", CredentialsVariable(), Folder.Path)).ToString());
        foreach (var pid in new[] { daemon.Pid, await daemon.BrainAsync(), (await daemon.Control.ProcessAsync("web")).Pid })
        {
            said.Append(ProcFs.CommandLineOf(pid));
        }

        foreach (var file in Directory.EnumerateFiles(Folder.Path).Where(file => Path.GetExtension(file) is not (".env" or ".sock")))
        {
            said.Append(daemon.ReadShared(Path.GetFileName(file)));
        }

        // That it was looked at is certain, too.
        Assert.Contains("spawned: 'web'", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_secret_restarts_the_program_that_has_it_and_no_other()
    {
        var daemon = await StartAsync();
        var (web, other) = (await daemon.ReachesAsync("web", "RUNNING"), await daemon.ReachesAsync("other", "RUNNING"));
        Assert.Equal("No config updates to processes\n", (await daemon.Ctl("reread")).Stdout);
        Folder.Write("secrets/token", "another");

        Assert.Equal("broken: changed\nweb: changed\n", (await daemon.Ctl("reread")).Stdout);
        Assert.Contains("web: updated process group", (await daemon.Ctl("update", "web")).Stdout, StringComparison.Ordinal);

        var changed = await daemon.ReachesAsync("web", "RUNNING");
        Assert.NotEqual(web.Pid, changed.Pid);
        Assert.Contains("\nTOKEN=xanothery\n", EnvironmentOf(changed.Pid), StringComparison.Ordinal);
        Assert.Equal(other.Pid, (await daemon.Control.ProcessAsync("other")).Pid);
    }

    [Fact]
    public async Task A_secret_that_has_gone_changes_nothing_and_is_named()
    {
        var daemon = await StartAsync();
        var web = await daemon.ReachesAsync("web", "RUNNING");
        File.Delete(Folder["secrets/token"]);

        var result = await daemon.Ctl("update");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"cannot expand `${{file:{Folder["secrets/token"]}}}`: cannot read {Folder["secrets/token"]}: no such file or directory; put the file there",
            result.Stdout,
            StringComparison.Ordinal);
        Assert.Equal(web.Pid, (await daemon.Control.ProcessAsync("web")).Pid);
    }

    private Dictionary<string, string?> CredentialsVariable() => new() { ["CREDENTIALS_DIRECTORY"] = Folder["credentials"] };
}
