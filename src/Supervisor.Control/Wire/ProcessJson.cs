using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Supervisor.Control.Wire;

/// <summary>
/// Writes processes as <see cref="WireJson"/> writes them, many times faster where all their texts are plain, and without an object for any of them: lists
/// have thousands, and of nearly all of them every text is.
/// </summary>
public static class ProcessJson
{
    // More than all names, signs and numbers together.
    private const int MostBesideTexts = 512;

    // What no encoder escapes. A text with anything else is left to the serializer.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%()*,-./:;=?@[]^_{|}~");

    /// <summary>Writes what a <see cref="ProcessInfo"/> has that is no event listener and has no warnings.</summary>
    /// <param name="process">What to write.</param>
    /// <param name="into">Where to.</param>
    /// <returns>False, and nothing is written, when it takes the serializer.</returns>
    public static bool TryWrite(in ProcessLine process, IBufferWriter<byte> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!HasPlainState(process) || !IsPlain(process.SpawnError) || !IsPlain(process.StdoutLogFile) || !IsPlain(process.StderrLogFile)) return false;
        var texts = StateLength(process) + process.SpawnError.Length + process.StdoutLogFile.Length + process.StderrLogFile.Length;
        var room = new Room(into.GetSpan(MostBesideTexts + texts));
        AddState(process, ref room);
        room.Add(",\"start\":"u8);
        room.Add(process.Start);
        room.Add(",\"stop\":"u8);
        room.Add(process.Stop);
        room.Add(",\"now\":"u8);
        room.Add(process.Now);
        room.Add(",\"spawnerr\":\""u8);
        room.Add(process.SpawnError);
        room.Add("\",\"exitstatus\":"u8);
        room.Add(process.ExitStatus);
        room.Add(",\"pid\":"u8);
        room.Add(process.Pid);
        room.Add(",\"stdout_logfile\":\""u8);
        room.Add(process.StdoutLogFile);
        room.Add("\",\"stderr_logfile\":\""u8);
        room.Add(process.StderrLogFile);
        room.Add("\",\"retries\":"u8);
        room.Add(process.Retries);
        room.Add(",\"warnings\":[]}"u8);
        into.Advance(room.Length);
        return true;
    }

    /// <summary>Writes what a <see cref="ProcessBrief"/> without warnings has.</summary>
    /// <inheritdoc cref="TryWrite"/>
    public static bool TryWriteBriefly(in ProcessLine process, IBufferWriter<byte> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!HasPlainState(process)) return false;
        var room = new Room(into.GetSpan(MostBesideTexts + StateLength(process)));
        AddState(process, ref room);
        room.Add("}"u8);
        into.Advance(room.Length);
        return true;
    }

    private static bool HasPlainState(in ProcessLine process) =>
        IsPlain(process.Group) && IsPlain(process.Name) && IsPlain(process.Description) && IsPlain(process.StateName);

    private static int StateLength(in ProcessLine process) =>
        process.Group.Length + process.Name.Length + process.Description.Length + process.StateName.Length;

    private static void AddState(in ProcessLine process, ref Room room)
    {
        room.Add("{\"group\":\""u8);
        room.Add(process.Group);
        room.Add("\",\"name\":\""u8);
        room.Add(process.Name);
        room.Add("\",\"description\":\""u8);
        room.Add(process.Description);
        room.Add("\",\"state\":"u8);
        room.Add(process.State);
        room.Add(",\"statename\":\""u8);
        room.Add(process.StateName);
        room.Add("\""u8);
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Plain);

    /// <summary>Room that is large enough, from its beginning on.</summary>
    private ref struct Room(Span<byte> bytes)
    {
        private readonly Span<byte> _bytes = bytes;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_bytes[Length..]);
            Length += text.Length;
        }

        // Plain text is ASCII.
        public void Add(ReadOnlySpan<char> text)
        {
            _ = Ascii.FromUtf16(text, _bytes[Length..], out var written);
            Length += written;
        }

        public void Add(long number)
        {
            _ = Utf8Formatter.TryFormat(number, _bytes[Length..], out var written);
            Length += written;
        }
    }
}
