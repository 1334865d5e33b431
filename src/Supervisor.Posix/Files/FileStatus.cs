using System.Buffers.Binary;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>What statx(2) says of a file. The call is used since its layout is the same on every architecture.</summary>
/// <param name="Identity">Device and inode.</param>
/// <param name="Kind">The type.</param>
/// <param name="Permissions">The lower twelve mode bits.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Links">Names left; 0 for an open file that was deleted.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The owning group.</param>
public readonly record struct FileStatus(
    FileIdentity Identity, FileKind Kind, int Permissions, long Size, uint Links, uint UserId, uint GroupId)
{
    private const int StatxSize = 256;

    /// <summary>Looks at an open file. False with the errno, as EIO or ESTALE of a network mount.</summary>
    /// <exception cref="ObjectDisposedException">Closed already.</exception>
    public static unsafe bool TryGet(OwnedDescriptor descriptor, out FileStatus status, out Errno error)
    {
        var raw = stackalloc byte[StatxSize];
        var added = false;
        descriptor.DangerousAddRef(ref added);
        try
        {
            var found = NativeFiles.Status(descriptor.Number, "", NativeFiles.EmptyPath, NativeFiles.BasicStatus, raw) == 0;
            error = found ? Errno.None : Errno.Last;
            status = found ? Parse(new(raw, StatxSize)) : default;
            return found;
        }
        finally
        {
            if (added) descriptor.DangerousRelease();
        }
    }

    /// <summary>Follows symbolic links. False with the errno (ENOENT, EACCES ...) when it cannot be looked at.</summary>
    public static unsafe bool TryGet(string path, out FileStatus status, out Errno error)
    {
        var raw = stackalloc byte[StatxSize];
        var found = NativeFiles.Status(NativeFiles.CurrentDirectory, path, 0, NativeFiles.BasicStatus, raw) == 0;
        error = found ? Errno.None : Errno.Last;
        status = found ? Parse(new(raw, StatxSize)) : default;
        return found;
    }

    private static FileStatus Parse(ReadOnlySpan<byte> raw)
    {
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(raw[28..]);
        var device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(raw[136..]) << 32)
            | BinaryPrimitives.ReadUInt32LittleEndian(raw[140..]);
        return new FileStatus(
            new FileIdentity(device, BinaryPrimitives.ReadUInt64LittleEndian(raw[32..])),
            (FileKind)(mode & 0xF000),
            mode & 0xFFF,
            BinaryPrimitives.ReadInt64LittleEndian(raw[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(raw[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(raw[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(raw[24..]));
    }
}
