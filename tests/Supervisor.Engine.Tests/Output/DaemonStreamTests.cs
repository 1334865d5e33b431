using System.Net.Sockets;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Posix.Files;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

/// <summary>Descriptors that the daemon shares with others, as <c>/dev/stdout</c> is.</summary>
public sealed class DaemonStreamTests : IDisposable
{
    private readonly PumpRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("/dev/stdout", 1)]
    [InlineData("/dev/fd/1", 1)]
    [InlineData("/dev/stderr", 2)]
    public void Their_names_mean_the_descriptors(string path, int descriptor) =>
        Assert.Equal(new SinkTarget.Daemon(descriptor), SinkTarget.FromPath(path));

    [Fact]
    public async Task A_pipe_gets_everything_and_keeps_its_flags()
    {
        var (read, write) = Pipe.Create();
        using var readEnd = read;
        using var writeEnd = write;
        var flags = DescriptorIo.GetFlags(write);
        using var child = new ChildStream(_rig.Open(new SinkTarget.Daemon(write.Number)));
        var bytes = Samples.Lines(2_000_000, 1);
        var writing = child.WriteInPieces(bytes, 1, 5_000);

        var received = new byte[bytes.Length];
        await Task.Run(() => ReadExactly(read, received), TestContext.Current.CancellationToken);
        await writing;

        Assert.True(bytes.AsSpan().SequenceEqual(received));
        Assert.Equal(flags, DescriptorIo.GetFlags(write));
    }

    [Fact]
    public async Task A_socket_gets_everything()
    {
        var path = _rig.Folder["socket"];
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var ours = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ours.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        using var theirs = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        using var child = new ChildStream(_rig.Open(new SinkTarget.Daemon((int)ours.Handle)));
        var bytes = Samples.Lines(2_000_000, 2);
        var writing = child.WriteInPieces(bytes, 2, 5_000);

        var received = new byte[bytes.Length];
        await Task.Run(() => new NetworkStream(theirs).ReadExactly(received), TestContext.Current.CancellationToken);
        await writing;

        Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task A_file_is_written_at_the_place_the_daemon_writes_at_and_is_never_rotated()
    {
        using var stdout = new FileStream(_rig.LogPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stdout.Write("daemon\n"u8);
        var channel = _rig.Open(new SinkTarget.Daemon((int)stdout.SafeFileHandle.DangerousGetHandle()), maxBytes: 10, backups: 3);
        using var child = new ChildStream(channel);

        child.Write("program, with a line longer than the limit\n");
        child.Dispose();
        await child.Ended;

        Assert.Equal("daemon\nprogram, with a line longer than the limit\n", Samples.Text(_rig.Log()));
        Assert.Single(Directory.GetFiles(_rig.Folder.Path));
    }

    [Fact]
    public async Task The_newest_bytes_can_be_tailed_though_no_file_keeps_them()
    {
        var (read, write) = Pipe.Create();
        using var readEnd = read;
        using var writeEnd = write;
        var channel = _rig.Open(new SinkTarget.Daemon(write.Number));
        using var child = new ChildStream(channel);

        child.Write("one\ntwo\n");
        await Eventually.IsTrueAsync(() => channel.BytesMoved == 8, "it was moved");

        var found = Assert.IsType<LogRead.Found>(LogTail.Read(channel, 4));
        Assert.Equal("two\n", Samples.Text(found.Bytes.ToArray()));
    }

    [Fact]
    public async Task A_reader_that_went_away_is_said_and_the_program_goes_on()
    {
        var (read, write) = Pipe.Create();
        using var writeEnd = write;
        var channel = _rig.Open(new SinkTarget.Daemon(write.Number));
        using var child = new ChildStream(channel);
        read.Dispose();

        child.Write(Samples.Lines(500_000, 3));
        child.Dispose();
        await child.Ended;

        Assert.Equal("Broken pipe", channel.Health?.Problem);
    }

    private static void ReadExactly(Supervisor.Posix.Descriptors.OwnedDescriptor pipe, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var result = DescriptorIo.Read(pipe, into);
            Assert.False(result.Failed || result.Count == 0);
            into = into[(int)result.Count..];
        }
    }
}
