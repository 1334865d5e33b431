using System.Globalization;
using System.Text;

namespace Supervisor.Core.Events;

/// <summary>The line before a payload: <c>ver:3.0 server:supervisor serial:21 pool:listener poolserial:10 eventname:... len:54</c>.</summary>
public static class EventHeader
{
    /// <summary>Header and payload, as they are written to a listener.</summary>
    /// <param name="server">The daemon's identifier.</param>
    /// <param name="pool">The pool's name.</param>
    /// <param name="serial">Counts all events that a pool took, from 0.</param>
    /// <param name="poolSerial">Counts the events of this pool, from 0.</param>
    /// <param name="message">The event.</param>
    /// <param name="inCharacters">Whether <c>len</c> counts characters instead of bytes, which supervisord does.</param>
    public static byte[] Envelope(string server, string pool, long serial, long poolSerial, EventMessage message, bool inCharacters)
    {
        var payload = message.Payload.Span;
        var length = inCharacters ? CodePoints(payload) : payload.Length;
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"ver:3.0 server:{server} serial:{serial} pool:{pool} poolserial:{poolSerial} eventname:{message.Type.Name()} len:{length}\n");
        var size = Encoding.UTF8.GetByteCount(header);
        var envelope = new byte[size + payload.Length];
        Encoding.UTF8.GetBytes(header, envelope);
        payload.CopyTo(envelope.AsSpan(size));
        return envelope;
    }

    // Python's len(): all bytes but those that continue a sequence.
    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var value in utf8)
        {
            if ((value & 0xC0) != 0x80) count++;
        }

        return count;
    }
}
