using System.Text;
using Supervisor.Daemon.Logging;
using Supervisor.Engine.Output.Syslog;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemon;

/// <summary>Standard output and error by descriptor: the console class would register for SIGCHLD on a terminal.</summary>
internal static class StandardError
{
    public static void WriteLine(string text) => WriteLine(text, SyslogMessage.Error);

    /// <param name="text">The line, or several.</param>
    /// <param name="severity">For the journal, where that is what reads this.</param>
    public static void WriteLine(string text, int severity) =>
        Write(2, JournalStream.Is(2) ? JournalStream.Mark(severity, text).TrimEnd('\n') : text);

    /// <summary>From now on standard error is the null device: whoever waited for us at the other end has left.</summary>
    public static void Silence()
    {
        using var device = DescriptorNumbers.OpenNull();
        DescriptorReplacement.Replace(device.Number, 2);
    }

    internal static void Write(int descriptor, string text)
    {
        using var file = AppendFile.OverDescriptor(descriptor);

        // Where even this cannot be written there is nobody left to tell.
        file.Write(Encoding.UTF8.GetBytes(text + "\n"));
    }
}

/// <inheritdoc cref="StandardError"/>
internal static class StandardOutput
{
    public static void WriteLine(string text) => StandardError.Write(1, text);
}
