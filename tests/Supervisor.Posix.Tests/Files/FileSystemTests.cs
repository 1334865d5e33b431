using Supervisor.Posix.Files;
using Supervisor.Testing;

namespace Supervisor.Posix.Tests.Files;

public sealed class FileSystemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_and_its_open_file_have_the_same_identity()
    {
        var path = _folder.Write("file", "hello");
        Assert.True(FileSystem.TryOpen(path, OpenFlags.ReadOnly, 0, out var file, out _));
        using var opened = file;

        Assert.True(FileStatus.TryGet(path, out var byPath, out _));
        Assert.True(FileStatus.TryGet(opened, out var byDescriptor, out _));

        Assert.Equal(byPath, byDescriptor);
        Assert.Equal((FileKind.Regular, 5L, 1u), (byPath.Kind, byPath.Size, byPath.Links));
    }

    [Fact]
    public void The_kinds_of_files_are_told_apart()
    {
        Assert.Equal(FileKind.Directory, KindOf(_folder.Path));
        Assert.Equal(FileKind.CharacterDevice, KindOf("/dev/full"));
        Assert.False(FileStatus.TryGet(_folder["nothing"], out _, out var error));
        Assert.Equal(Errno.ENOENT, error);
    }

    [Fact]
    public void Links_and_mode_are_what_they_are_set_to()
    {
        var path = _folder.Write("file", "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.True(FileSystem.TryOpen(path, OpenFlags.ReadOnly, 0, out var file, out _));
        using var opened = file;

        Assert.Equal(Errno.None, FileSystem.Unlink(path));

        Assert.True(FileStatus.TryGet(opened, out var status, out _));
        Assert.Equal((0u, 0x120), (status.Links, status.Permissions));
    }

    [Fact]
    public void Exclusive_creation_fails_when_the_name_is_taken()
    {
        var path = _folder.Write("file", "");

        Assert.False(FileSystem.TryOpen(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180, out _, out var error));

        Assert.Equal(Errno.EEXIST, error);
    }

    [Fact]
    public void A_rename_replaces_and_says_why_it_cannot()
    {
        var path = _folder.Write("file", "new");
        _folder.Write("other", "old");

        Assert.Equal(Errno.None, FileSystem.Rename(path, _folder["other"]));
        Assert.Equal("new", File.ReadAllText(_folder["other"]));
        Assert.Equal(Errno.ENOENT, FileSystem.Rename(path, _folder["other"]));
        Assert.Equal(Errno.EISDIR, FileSystem.Unlink(_folder.Path));
    }

    [Fact]
    public void Reading_writing_and_truncating_at_offsets()
    {
        Assert.True(FileSystem.TryOpen(_folder["file"], OpenFlags.ReadWrite | OpenFlags.Create, FileSystem.DefaultMode, out var file, out _));
        using var opened = file;

        Assert.Equal(3, DescriptorIo.WriteAt(opened, "abc"u8, 2).Count);
        Assert.Equal(5, DescriptorIo.Size(opened).Count);
        var buffer = new byte[10];
        Assert.Equal(2, DescriptorIo.ReadAt(opened, buffer, 3).Count);
        Assert.Equal("bc"u8.ToArray(), buffer[..2]);
        Assert.Equal(Errno.None, DescriptorIo.Truncate(opened, 1));
        Assert.Equal(1, DescriptorIo.Size(opened).Count);
    }

    [Fact]
    public void A_full_device_says_so()
    {
        Assert.True(FileSystem.TryOpen("/dev/full", OpenFlags.WriteOnly, 0, out var file, out _));
        using var opened = file;

        Assert.Equal("No space left on device", DescriptorIo.Write(opened, "x"u8).Error.Text);
    }

    private static FileKind KindOf(string path) => FileStatus.TryGet(path, out var status, out _) ? status.Kind : FileKind.Unknown;
}
