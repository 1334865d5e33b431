using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Processes;

/// <summary>memfd_create(2): an unnamed file in memory, for handing data to a child by descriptor.</summary>
public static unsafe class MemoryFile
{
    private const uint CloseOnExec = 1;

    /// <summary>A close-on-exec memory file with the given content. Its offset stands at the end: readers use pread(2).</summary>
    public static OwnedDescriptor Create(ReadOnlySpan<byte> content)
    {
        fixed (byte* name = "settings\0"u8)
        {
            var descriptor = ProcessCalls.CreateMemoryFile(name, CloseOnExec);
            if (descriptor < 0)
                throw new PosixException("memfd_create", Errno.Last);
            var file = new OwnedDescriptor(descriptor);
            DescriptorNumbers.WriteFully(file, content);
            return file;
        }
    }
}
