using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Posix.Tests.Files;

public sealed class PipeTests : IDisposable
{
    private readonly OwnedDescriptor _read;
    private readonly OwnedDescriptor _write;
    private readonly string _path = Path.GetTempFileName();

    public PipeTests() => (_read, _write) = Pipe.Create(OpenFlags.NonBlocking);

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Both_ends_are_closed_on_exec()
    {
        foreach (var end in new[] { _read, _write })
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{end.Number}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
            Assert.NotEqual(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80000);
        }
    }

    [Fact]
    public void What_waits_in_it_is_counted()
    {
        Assert.Equal(0, DescriptorIo.Available(_read));
        DescriptorIo.Write(_write, "hello"u8);
        Assert.Equal(5, DescriptorIo.Available(_read));
    }

    [Fact]
    public void Empty_ended_and_closed_are_told_apart()
    {
        var buffer = new byte[10];
        Assert.True(DescriptorIo.Read(_read, buffer).WouldBlock);

        _write.Dispose();
        Assert.Equal(new IoResult(0, Errno.None), DescriptorIo.Read(_read, buffer));

        _read.Dispose();
        Assert.Throws<ObjectDisposedException>(() => DescriptorIo.Available(_read));
    }

    [Fact]
    public void Its_capacity_grows_and_shrinks()
    {
        Assert.Equal(1024 * 1024, Pipe.SetCapacity(_read, 1024 * 1024).Count);
        Assert.Equal(1024 * 1024, Pipe.GetCapacity(_write));
        DescriptorIo.Write(_write, new byte[100_000]);

        Assert.Equal("EBUSY", Pipe.SetCapacity(_read, 4096).Error.Name);
    }

    [Fact]
    public void Splicing_moves_bytes_to_an_offset_of_a_file()
    {
        Assert.True(FileSystem.TryOpen(_path, OpenFlags.WriteOnly, 0, out var file, out _));
        using var target = file;
        DescriptorIo.Write(target, "0123456789"u8);
        DescriptorIo.Write(_write, "abcdef"u8);

        Assert.Equal(new IoResult(3, Errno.None), Pipe.SpliceTo(_read, target, 4, 3));

        Assert.Equal("0123abc789", File.ReadAllText(_path));
        Assert.Equal(3, DescriptorIo.Available(_read));
    }

    [Fact]
    public void An_empty_pipe_and_its_end_are_told_apart_by_splicing_too()
    {
        Assert.True(FileSystem.TryOpen(_path, OpenFlags.WriteOnly, 0, out var file, out _));
        using var target = file;
        Assert.True(Pipe.SpliceTo(_read, target, 0, 10).WouldBlock);

        _write.Dispose();

        Assert.Equal(new IoResult(0, Errno.None), Pipe.SpliceTo(_read, target, 0, 10));
    }

    [Fact]
    public void What_cannot_be_spliced_to_keeps_its_bytes_in_the_pipe()
    {
        Assert.True(FileSystem.TryOpen(_path, OpenFlags.WriteOnly | OpenFlags.Append, 0, out var file, out _));
        using var target = file;
        DescriptorIo.Write(_write, "abc"u8);

        Assert.Equal(Errno.EINVAL, Pipe.SpliceTo(_read, target, 0, 3).Error);

        Assert.Equal(3, DescriptorIo.Available(_read));
    }

    [Fact]
    public void A_tee_shows_bytes_without_taking_them()
    {
        var (seen, shown) = Pipe.Create(OpenFlags.NonBlocking);
        using var seenEnd = seen;
        using var shownEnd = shown;
        DescriptorIo.Write(_write, "abcdef"u8);

        Assert.Equal(4, Pipe.Tee(_read, shown, 4).Count);

        var buffer = new byte[10];
        Assert.Equal(4, DescriptorIo.Read(seen, buffer).Count);
        Assert.Equal("abcd"u8.ToArray(), buffer[..4]);
        Assert.Equal(6, DescriptorIo.Available(_read));
    }

    [Fact]
    public void Whether_a_write_would_wait_can_be_asked()
    {
        Assert.True(DescriptorIo.IsWritable(_write));
        while (!DescriptorIo.Write(_write, new byte[4096]).Failed)
        {
        }

        Assert.False(DescriptorIo.IsWritable(_write));
    }

    [Fact]
    public void Non_blocking_mode_is_set_and_cleared()
    {
        DescriptorIo.SetNonBlocking(_read, false);
        Assert.Equal(OpenFlags.ReadOnly, DescriptorIo.GetFlags(_read) & OpenFlags.NonBlocking);
        DescriptorIo.SetNonBlocking(_read, true);
        Assert.Equal(OpenFlags.NonBlocking, DescriptorIo.GetFlags(_read) & OpenFlags.NonBlocking);
    }
}
