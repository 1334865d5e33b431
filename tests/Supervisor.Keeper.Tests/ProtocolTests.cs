using System.Buffers.Binary;
using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.Tests;

public sealed class ProtocolTests
{
    private const int Seeds = 300;

    private readonly FrameWriter _writer = new();

    [Fact]
    public void Every_frame_comes_back_as_it_was()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            foreach (var frame in new SampleFrames(seed).OneOfEach())
            {
                FrameEncoder.Encode(_writer, frame, (uint)seed);

                Assert.Equal(ProtocolError.None, Decode(_writer.Message, out var header, out var decoded));
                Assert.Equal((uint)seed, header.Id);
                Assert.Equal(Text(frame), Text(decoded!));
            }
        }
    }

    [Fact]
    public void A_frame_that_was_cut_anywhere_is_an_error_or_a_frame_and_never_an_exception()
    {
        foreach (var frame in new SampleFrames(7).OneOfEach())
        {
            var whole = FrameEncoder.Encode(_writer, frame).Message.ToArray();
            for (var length = 0; length < whole.Length; length++)
                AssertClean(whole.AsSpan(0, length));
        }
    }

    [Fact]
    public void Mutated_frames_are_an_error_or_a_frame_and_never_an_exception()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            foreach (var frame in new SampleFrames(seed).OneOfEach())
            {
                var bytes = FrameEncoder.Encode(_writer, frame).Message.ToArray();
                for (var i = random.Next(1, 6); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                AssertClean(bytes);
            }
        }
    }

    [Fact]
    public void Random_bytes_are_an_error_or_a_frame_and_never_an_exception()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);

            // Half of them get past the header.
            if (bytes.Length > 1 && seed % 2 == 0)
                (bytes[0], bytes[1]) = (FrameLimits.Layout, (byte)random.Next(1, 80));
            AssertClean(bytes);
        }
    }

    [Fact]
    public void Fields_that_claim_more_than_there_is_are_refused()
    {
        var bytes = FrameEncoder.Encode(_writer, new Frame.KeepDescriptor("name")).Message.ToArray();
        foreach (var claim in new uint[] { 5, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FrameLimits.HeaderSize + 2), claim);

            Assert.Equal(ProtocolError.Truncated, Decode(bytes, out _, out var frame));
            Assert.Null(frame);
        }
    }

    [Fact]
    public void Messages_beyond_the_bounds_are_refused()
    {
        var big = new byte[FrameLimits.MostInline + 1];
        big[0] = FrameLimits.Layout;

        Assert.Equal(ProtocolError.Size, Decode(big, out _, out _));
        Assert.Equal(ProtocolError.Size, FrameDecoder.TryDecode(FrameKind.Spawn, new byte[FrameLimits.MostBody + 1], out _));
    }

    [Fact]
    public void Unknown_fields_are_skipped_when_they_may_be_and_refused_when_not()
    {
        _writer.Begin(FrameKind.KeepDescriptor).Text((FieldTag)0x8123, "from the future").Text(FieldTag.Name, "web");
        Assert.Equal(ProtocolError.None, Decode(_writer.Message, out _, out var frame));
        Assert.Equal(new Frame.KeepDescriptor("web"), frame);

        _writer.Begin(FrameKind.KeepDescriptor).Text((FieldTag)0x0123, "from the future").Text(FieldTag.Name, "web");
        Assert.Equal(ProtocolError.UnknownField, Decode(_writer.Message, out _, out _));
    }

    [Fact]
    public void Another_layout_an_unknown_kind_and_a_missing_field_are_told_apart()
    {
        var bytes = FrameEncoder.Encode(_writer, new Frame.Ready()).Message.ToArray();
        bytes[1] = 63;
        Assert.Equal(ProtocolError.UnknownKind, Decode(bytes, out _, out _));
        bytes[0] = FrameLimits.Layout + 1;
        Assert.Equal(ProtocolError.Layout, Decode(bytes, out _, out _));
        Assert.Equal(ProtocolError.Missing, Decode(_writer.Begin(FrameKind.KeepDescriptor).Message, out _, out _));
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_refused()
    {
        _writer.Begin(FrameKind.KeepDescriptor).Bytes(FieldTag.Name, [0xC3, 0x28]);

        Assert.Equal(ProtocolError.Value, Decode(_writer.Message, out _, out _));
    }

    // What is kept of a frame is at most its text as UTF-16, the lists around it and small change.
    private static void AssertClean(ReadOnlySpan<byte> message)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Decode(message, out _, out var frame);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(error == ProtocolError.None, frame is not null);
        Assert.InRange(allocated, 0, 4096 + (16L * message.Length));
    }

    private static ProtocolError Decode(ReadOnlySpan<byte> message, out FrameHeader header, out Frame? frame)
    {
        frame = null;
        var error = FrameHeader.TryRead(message, out header);
        return error == ProtocolError.None
            ? FrameDecoder.TryDecode(header.Kind, message[FrameLimits.HeaderSize..], out frame)
            : error;
    }

    // Records compare their lists by reference.
    internal static string Text(Frame frame) => frame switch
    {
        Frame.Spawn f => $"{f.Child} {f.Request} {string.Join('|', f.Request.Arguments)} {string.Join('|', f.Request.Environment)}"
            .Replace(f.Request.Arguments.GetType().ToString(), "").Replace(f.Request.Environment.GetType().ToString(), ""),
        Frame.Welcome f => $"{f.Version} {f.Pid} {f.Candidate} {string.Join('|', f.Notes)}",
        _ => frame.ToString(),
    };
}
