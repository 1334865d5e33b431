using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess.Tests.Launching;

/// <summary>Launches a program, waits for its end, and keeps what it wrote.</summary>
internal static class LaunchOutput
{
    internal static LaunchRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C"],
    };

    internal static string Of(LaunchRequest request)
    {
        var (reader, writer) = Pipe.Create();
        using (reader)
        {
            var result = Launcher.Launch(request with { Stdout = writer.Number });
            writer.Dispose();
            var launched = Assert.IsType<Launched>(result);
            var buffer = new byte[65536];
            var text = System.Text.Encoding.UTF8.GetString(buffer, 0, DescriptorNumbers.ReadFully(reader, buffer));
            ChildWait.Reap(launched.Pid);
            launched.Pidfd.Dispose();
            return text;
        }
    }
}
