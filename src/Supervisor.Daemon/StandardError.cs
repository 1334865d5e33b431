using System.Text;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon;

/// <summary>Standard output and error by descriptor: the console class would register for SIGCHLD on a terminal.</summary>
internal static class StandardError
{
    public static void WriteLine(string text) => Write(2, text);

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
