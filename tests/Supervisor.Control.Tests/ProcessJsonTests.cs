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
            Assert.Equal(JsonSerializer.Serialize(whole, WireJson.Default.ProcessInfo), Written(whole));
            Assert.Equal(JsonSerializer.Serialize(brief, WireJson.Default.ProcessBrief), Written(brief));
        }
    }

    [Fact]
    public void Text_that_JSON_has_to_escape_is_left_to_the_serializer_or_written_as_it_does()
    {
        var random = new Random(8);
        for (var round = 0; round < 20_000; round++)
        {
            var (whole, brief) = (Whole(random, AnyText), Brief(random, AnyText));
            Assert.True(Written(whole) is not { } text || text == JsonSerializer.Serialize(whole, WireJson.Default.ProcessInfo));
            Assert.True(Written(brief) is not { } other || other == JsonSerializer.Serialize(brief, WireJson.Default.ProcessBrief));
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
        Assert.Equal(JsonSerializer.Serialize(process, WireJson.Default.ProcessInfo), Written(process));
    }

    [Fact]
    public void A_list_of_thousands_leaves_nothing_to_be_collected()
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        for (var round = 0; round < 2; round++)
        {
            buffer.ResetWrittenCount();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                var line = new ProcessLine { Group = "web", Name = "web_00", Description = "pid 7, uptime 0:00:05", State = 20, StateName = "RUNNING", Pid = i };
                Assert.True(ProcessJson.TryWrite(line, buffer) && ProcessJson.TryWriteBriefly(line, buffer));
            }

            // What is made once is made in the first round.
            if (round == 1) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    // Null, and nothing in the buffer, where it was left to the serializer.
    private static string? Written(ProcessInfo process)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var isWritten = ProcessJson.TryWrite(
            new ProcessLine
            {
                Group = process.Group,
                Name = process.Name,
                Description = process.Description,
                State = process.State,
                StateName = process.StateName,
                Start = process.Start,
                Stop = process.Stop,
                Now = process.Now,
                SpawnError = process.SpawnError,
                ExitStatus = process.ExitStatus,
                Pid = process.Pid,
                StdoutLogFile = process.StdoutLogFile,
                StderrLogFile = process.StderrLogFile,
                Retries = process.Retries,
            },
            buffer);
        return Text(isWritten, buffer);
    }

    [Fact]
    public void A_list_of_states_is_read_as_the_serializer_reads_it()
    {
        var random = new Random(9);
        for (var round = 0; round < 2000; round++)
        {
            var list = Enumerable.Range(0, random.Next(5)).Select(_ => Brief(random, random.Next(2) == 0 ? PlainText : AnyText)).ToArray();
            var json = Encoding.UTF8.GetBytes($"[{string.Join(',', list.Select(brief => JsonSerializer.Serialize(brief, WireJson.Default.ProcessBrief)))}]");
            var expected = JsonSerializer.Deserialize(json, WireJson.Default.IReadOnlyListProcessInfo);
            Assert.Equal(Printed(expected!), Printed(ProcessStatesJson.TryRead(json)!));
        }
    }

    [Theory]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20,"statename":"RUNNING","warnings":["log"]}]""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20,"statename":"RUNNING","pid":7}]""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20}]""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":2e99,"statename":"RUNNING"}]""")]
    [InlineData("""[{"group":null,"name":"b","description":"","state":20,"statename":"RUNNING"}]""")]
    [InlineData("""[{"group":{},"name":"b","description":"","state":20,"statename":"RUNNING"}]""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20,"statename":"RUNNING"},7]""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20,"statename":"RUNNING"}] 1""")]
    [InlineData("""[{"group":"a","name":"b","description":"","state":20,"statename":"RUN""")]
    [InlineData("""{"group":"a","name":"b","description":"","state":20,"statename":"RUNNING"}""")]
    [InlineData("""[{"group":"a","name":"\ud800","description":"","state":20,"statename":"RUNNING"}]""")]
    [InlineData("null")]
    [InlineData("[")]
    [InlineData("")]
    public void What_is_no_plain_list_of_states_is_left_to_the_serializer(string json) =>
        Assert.Null(ProcessStatesJson.TryRead(Encoding.UTF8.GetBytes(json)));

    private static string Printed(IReadOnlyList<ProcessInfo> processes) => JsonSerializer.Serialize(processes, WireJson.Default.IReadOnlyListProcessInfo);

    private static string? Written(ProcessBrief process)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var isWritten = ProcessJson.TryWriteBriefly(
            new ProcessLine
            {
                Group = process.Group,
                Name = process.Name,
                Description = process.Description,
                State = process.State,
                StateName = process.StateName,
            },
            buffer);
        return Text(isWritten, buffer);
    }

    private static string? Text(bool isWritten, ArrayBufferWriter<byte> buffer)
    {
        if (isWritten) return Encoding.UTF8.GetString(buffer.WrittenSpan);
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
