using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemonization.Launching;

/// <summary>Writes to standard error by its number: the console class would take copies of it, and register for signals.</summary>
internal static class StandardErrorText
{
    private const int Number = 2;

    /// <summary>Writes it all. Where even this cannot be written there is nobody left to tell.</summary>
    internal static void Write(ReadOnlySpan<byte> text)
    {
        var output = new OwnedDescriptor(Number);
        try
        {
            while (!text.IsEmpty)
            {
                var written = DescriptorIo.Write(output, text);
                if (written.Failed) return;
                text = text[(int)written.Count..];
            }
        }
        finally
        {
            _ = output.Release();
        }
    }
}
