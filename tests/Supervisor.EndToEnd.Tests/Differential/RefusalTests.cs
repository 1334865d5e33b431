using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Configs and command lines that the programs refuse, as they are run: the message, the line after it, and the exit code.</summary>
public sealed class RefusalTests : DifferentialTest, IDisposable
{
    private const string MainHead = "[supervisord]\nlogfile=DIR/main.log\npidfile=DIR/s.pid\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-n -c DIR/bad.conf", MainHead + "[program:a]\ncommand=/bin/cat\nautorestart=maybe\n")]
    [InlineData("-n -c DIR/bad.conf", MainHead + "[program:a]\ncommand=/bin/cat\nstartsecs=soon\n")]
    [InlineData("-c DIR/bad.conf", MainHead + "[program:a]\ncommand=/bin/cat\nnumprocs=2\n")]
    [InlineData("-n -c DIR/bad.conf", MainHead + "[eventlistener:a]\ncommand=/bin/cat\nevents=NOPE\n")]
    [InlineData("-c DIR/bad.conf", "[program:a]\ncommand=/bin/cat\n")]
    [InlineData("-n -c DIR/none.conf", "")]
    [InlineData("-c DIR", "")]
    [InlineData("-n -c DIR/bad.conf -u nobody-at-all", MainHead)]
    [InlineData("-n -c DIR/bad.conf -l /nope/x", MainHead)]
    [InlineData("-n -n -c DIR/bad.conf", MainHead)]
    [InlineData("-e loud", "")]
    [InlineData("start all", "")]
    [InlineData("-x", "")]
    public Task Supervisord_does_not_start(string line, string config) =>
        SameRefusalAsync("supervisor.supervisord", Binaries.Supervisord, line, config);

    [Theory]
    [InlineData("-c DIR/none.conf status", "")]
    [InlineData("-c DIR/bad.conf status", "[supervisord]\n")]
    [InlineData("-c DIR/bad.conf status", "[supervisorctl]\nprompt=%(nope)s\n")]
    [InlineData("-s foo status", "")]
    [InlineData("-x", "")]
    [InlineData("-u a -u b status", "")]
    public Task Supervisorctl_does_not_run(string line, string config) =>
        SameRefusalAsync("supervisor.supervisorctl", Binaries.Supervisorctl, line, config);

    [Theory]
    [InlineData("-s ftp://h:1 status")]
    [InlineData("-s ftp://h:1 pid")]
    [InlineData("-s unix:/tmp/x version")]
    public async Task A_server_with_an_unknown_protocol_is_refused(string line)
    {
        var theirs = await RunAsync([DebianSupervisor.Python, "-m", "supervisor.supervisorctl"], line);
        var ours = await RunAsync([Binaries.Supervisorctl], line);

        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        var message = $"Unknown protocol for serverurl {line.Split(' ')[1]}: ";
        Assert.Contains(message, theirs.Stdout, StringComparison.Ordinal);
        Assert.Contains(message, ours.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minfds=99999999999", "The minimum number of file descriptors required to run this process is 99999999999 as per the \"minfds\" command-line argument or config file setting. The current environment will only allow you to open ")]
    public async Task Limits_that_cannot_be_had_end_the_start(string setting, string message)
    {
        _folder.Write("bad.conf", $"{MainHead}{setting}\n".Replace("DIR", _folder.Path, StringComparison.Ordinal));
        foreach (string[] program in (string[][])[[DebianSupervisor.Python, "-m", "supervisor.supervisord"], [Binaries.Supervisord]])
        {
            var result = await RunAsync(program, "-n -c DIR/bad.conf");
            Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
            Assert.Contains(message, result.Stderr, StringComparison.Ordinal);
        }
    }

    private async Task SameRefusalAsync(string module, string binary, string line, string config)
    {
        _folder.Write("bad.conf", config.Replace("DIR", _folder.Path, StringComparison.Ordinal));
        var theirs = await RunAsync([DebianSupervisor.Python, "-m", module], line);
        var ours = await RunAsync([binary], line);

        Assert.Equal((2, "", ""), (theirs.ExitCode, theirs.Stdout, ours.Stdout));
        Assert.Equal(theirs.ExitCode, ours.ExitCode);
        var message = theirs.Stderr.Split('\n').First(l => l.StartsWith("Error: ", StringComparison.Ordinal))["Error: ".Length..];
        message = message.Split(" in section ")[0].Split(" Available names")[0];
        Assert.Contains(message, ours.Stderr.Split('\n')[0], StringComparison.Ordinal);
        Assert.EndsWith($"\nFor help, use {binary} -h\n", ours.Stderr, StringComparison.Ordinal);
        Assert.Matches("\nFor help, use .* -h\n$", theirs.Stderr);
        Assert.Equal(["bad.conf"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private Task<CommandResult> RunAsync(IReadOnlyList<string> program, string line) => Command.RunAsync(
        [.. program, .. line.Replace("DIR", _folder.Path, StringComparison.Ordinal).Split(' ')], "", new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" }, _folder.Path);
}
