using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Supervisor.Core.Specs;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>A listener on a thread: it speaks the protocol over two pipes, and lives on when its daemon dies.</summary>
internal sealed class FakeListener : IDisposable
{
    private readonly OwnedDescriptor _input;
    private readonly OwnedDescriptor _output;
    private readonly Random _random;
    private readonly Func<string, string> _answer;

    public FakeListener(int number, int seed, Func<string, string>? answer = null)
    {
        Name = new ProcessName("p", string.Create(CultureInfo.InvariantCulture, $"l{number}"));
        (_random, _answer) = (new Random(seed), answer ?? (_ => "OK"));
        (_input, Stdin) = Pipe.Create();
        (Stdout, _output) = Pipe.Create();
        new Thread(Run) { IsBackground = true }.Start();
    }

    public ProcessName Name { get; }

    public OwnedDescriptor Stdin { get; }

    public OwnedDescriptor Stdout { get; }

    /// <summary>The payloads that it said OK to.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>What it got and could not understand.</summary>
    public string? Complaint { get; private set; }

    public void Dispose()
    {
        Stdin.Dispose();
        Stdout.Dispose();
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                Write("READY\n");
                if (ReadLine() is not { } header) return;
                var keys = header.Split(' ').Select(word => word.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
                var payload = Encoding.UTF8.GetString(Read(int.Parse(keys["len"], CultureInfo.InvariantCulture)));
                var result = _answer(payload);
                if (result == "OK") Seen.Enqueue(payload);
                Write($"RESULT {result.Length}\n{result}");
            }
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            Complaint = exception.ToString();
        }
        catch (IOException)
        {
            // Nobody is there any more.
        }
        finally
        {
            _input.Dispose();
            _output.Dispose();
        }
    }

    // In pieces, so that some words are cut.
    private void Write(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            var piece = _random.Next(3) == 0 ? Math.Min(bytes.Length, _random.Next(1, 4)) : bytes.Length;
            var written = DescriptorIo.Write(_output, bytes[..piece]);
            if (written.WouldBlock)
            {
                DescriptorIo.WaitWritable(_output, TimeSpan.FromSeconds(1));
                continue;
            }

            if (written.Failed) throw new IOException(written.Error.Text);
            bytes = bytes[(int)written.Count..];
        }
    }

    private string? ReadLine()
    {
        var line = new List<byte>();
        while (true)
        {
            if (Read(1) is not [var value]) return null;
            if (value == '\n') return Encoding.UTF8.GetString([.. line]);
            line.Add(value);
        }
    }

    private byte[] Read(int count)
    {
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var read = DescriptorIo.Read(_input, bytes.AsSpan(filled));
            if (read.Failed || read.Count == 0) throw new IOException("the end");
            filled += (int)read.Count;
        }

        return bytes;
    }
}
