using System.Buffers;
using System.Text;
using System.Text.Json;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Tests;

/// <summary>The faster way of writing a process differs in nothing from the serializer's.</summary>
public sealed class ProcessJsonTests
{
    [Fact]
    public void Every_plain_process_is_written_as_the_serializer_writes_it()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var (whole, brief) = (Whole(random, PlainText), Brief(random, PlainText));
            Assert.Equal(JsonSerializer.Serialize(whole, WireJson.Default.ProcessInfo), Written(into => ProcessJson.TryWrite(whole, into)));
            Assert.Equal(JsonSerializer.Serialize(brief, WireJson.Default.ProcessBrief), Written(into => ProcessJson.TryWrite(brief, into)));
        }
    }

    [Fact]
    public void Text_that_JSON_has_to_escape_is_left_to_the_serializer_or_written_as_it_does()
    {
        var random = new Random(8);
        for (var round = 0; round < 20_000; round++)
        {
            var (whole, brief) = (Whole(random, AnyText), Brief(random, AnyText));
            Assert.True(Written(into => ProcessJson.TryWrite(whole, into)) is not { } text || text == JsonSerializer.Serialize(whole, WireJson.Default.ProcessInfo));
            Assert.True(Written(into => ProcessJson.TryWrite(brief, into)) is not { } other || other == JsonSerializer.Serialize(brief, WireJson.Default.ProcessBrief));
        }
    }

    [Fact]
    public void Longest_numbers_and_texts_fit()
    {
        var process = new ProcessInfo
        {
            Group = new('g', 100_000),
            Name = new('n', 100_000),
            Description = new('d', 100_000),
            State = int.MinValue,
            StateName = "UNKNOWN",
            Start = long.MinValue,
            Stop = long.MinValue,
            Now = long.MinValue,
            SpawnError = new('s', 100_000),
            ExitStatus = int.MinValue,
            Pid = int.MinValue,
            Retries = int.MinValue,
            StdoutLogFile = new('o', 100_000),
            StderrLogFile = new('e', 100_000),
        };
        Assert.Equal(JsonSerializer.Serialize(process, WireJson.Default.ProcessInfo), Written(into => ProcessJson.TryWrite(process, into)));
    }

    [Fact]
    public void What_few_processes_have_is_left_to_the_serializer()
    {
        var process = Whole(new Random(9), PlainText);
        Assert.Null(Written(into => ProcessJson.TryWrite(process with { Warnings = ["w"] }, into)));
        Assert.Null(Written(into => ProcessJson.TryWrite(
            process with { Listener = new ListenerInfo { State = "READY", Buffered = 0, BufferSize = 1, Discarded = 0 } }, into)));
        Assert.Null(Written(into => ProcessJson.TryWrite(Brief(new Random(9), PlainText) with { Warnings = ["w"] }, into)));
    }

    // Null, and nothing in the buffer, where it was left to the serializer.
    private static string? Written(Func<IBufferWriter<byte>, bool> tryWrite)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (tryWrite(buffer)) return Encoding.UTF8.GetString(buffer.WrittenSpan);
        Assert.Equal(0, buffer.WrittenCount);
        return null;
    }

    private static ProcessInfo Whole(Random random, Func<Random, string> text) => new()
    {
        Group = text(random),
        Name = text(random),
        Description = text(random),
        State = random.Next(),
        StateName = text(random),
        Start = random.NextInt64(),
        Stop = -random.NextInt64(),
        Now = random.NextInt64(),
        SpawnError = text(random),
        ExitStatus = random.Next(-1, 256),
        Pid = random.Next(),
        StdoutLogFile = text(random),
        StderrLogFile = text(random),
        Retries = random.Next(10),
    };

    private static ProcessBrief Brief(Random random, Func<Random, string> text) => new()
    {
        Group = text(random),
        Name = text(random),
        Description = text(random),
        State = random.Next(),
        StateName = text(random),
    };

    private static string PlainText(Random random) =>
        random.GetString("abcXYZ019 !#$%()*,-./:;=?@[]^_{|}~", random.Next(40));

    // One character of all that there are, lone surrogates too, among plain ones.
    private static string AnyText(Random random) =>
        random.Next(8) == 0 ? PlainText(random) + (char)random.Next(random.Next(2) == 0 ? 0x100 : 0x10000) + PlainText(random) : PlainText(random);
}
