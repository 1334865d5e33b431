using System.Buffers.Text;
using System.Text;

namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>Puts bytes one after the other into room that is known to be enough.</summary>
internal ref struct Pieces(Span<byte> room)
{
    /// <summary>What the tags around one member take at most, and a number in it.</summary>
    public const int Overhead = 96;

    private readonly Span<byte> _room = room;

    public int Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[Length..]);
        Length += bytes.Length;
    }

    public void AddAscii(string text) => Length += Encoding.ASCII.GetBytes(text, _room[Length..]);

    public void AddDigits(long number)
    {
        Utf8Formatter.TryFormat(number, _room[Length..], out var count);
        Length += count;
    }
}
