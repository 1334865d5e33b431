using Microsoft.Win32.SafeHandles;

namespace Supervisor.Ctl.Terminal;

/// <summary>Raw byte streams over descriptors 0, 1 and 2.</summary>
internal static class StandardStreams
{
    public static Stream Input() => Console.OpenStandardInput();

    public static Stream Output() => Open(1, Console.OpenStandardOutput);

    public static Stream Error() => Open(2, Console.OpenStandardError);

    /// <summary>
    /// The console's own stream hides that nobody reads any more (EPIPE), and <c>tail -f x | head</c> would never end; a file
    /// stream says so. But on a regular file that one writes at offsets of its own and leaves the shared offset behind.
    /// </summary>
    private static Stream Open(int descriptor, Func<Stream> console)
    {
        try
        {
            var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return stream.CanSeek ? console() : stream;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
        {
            // Closed, or of a kind that a file stream does not take, such as a socket.
            return console();
        }
    }
}
