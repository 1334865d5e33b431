namespace Supervisor.Config.Hosting;

/// <summary>The name that this program was called by.</summary>
public static class ProgramName
{
    // Long enough for any path; see proc_pid_cmdline(5).
    private const int Longest = 4096;

    /// <summary>
    /// What the runtime tells, unless that is the assembly that it runs: then the first word of the command line as the
    /// system keeps it.
    /// </summary>
    public static string AsCalled()
    {
        var told = Environment.GetCommandLineArgs()[0];
        if (!told.EndsWith(".dll", StringComparison.Ordinal))
            return told;
        try
        {
            using var stream = File.OpenRead("/proc/self/cmdline");
            var buffer = new byte[Longest];
            var bytes = buffer.AsSpan(0, stream.ReadAtLeast(buffer, Longest, throwOnEndOfStream: false));
            var end = bytes.IndexOf((byte)0);
            return end > 0 ? System.Text.Encoding.UTF8.GetString(bytes[..end]) : told;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return told;
        }
    }
}
