namespace Supervisor.Engine.Output.Taps;

/// <summary>
/// Takes terminal control sequences (CSI, ECMA-48 5.4: <c>ESC [</c>, parameters, a final byte) out of the output, also when one comes in
/// pieces. What only looks like the start of one is passed on.
/// </summary>
public sealed class StripAnsiTap : IOutputTap
{
    private const byte Escape = 0x1B;

    // A sequence that is longer than any real one is taken for text again.
    private const int LongestSequence = 64;

    private readonly byte[] _sequence = new byte[LongestSequence];
    private int _held;
    private byte[] _result = [];

    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        if (_held == 0 && !bytes.Contains(Escape)) return bytes;
        if (_result.Length < bytes.Length + LongestSequence) _result = new byte[bytes.Length + LongestSequence];
        var length = 0;
        foreach (var value in bytes)
        {
            if (_held == 0 && value != Escape)
            {
                _result[length++] = value;
                continue;
            }

            _sequence[_held++] = value;
            if (IsComplete(value)) _held = 0;
            else if (!MayContinue(value)) length = GiveBack(length);
        }

        return _result.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> End()
    {
        var held = _held;
        _held = 0;
        return _sequence.AsSpan(0, held);
    }

    private bool IsComplete(byte value) => _held > 2 && value is >= 0x40 and <= 0x7E;

    private bool MayContinue(byte value) => _held switch
    {
        1 => true,
        2 => value == '[',
        LongestSequence => false,
        _ => value is >= 0x20 and <= 0x3F,
    };

    private int GiveBack(int length)
    {
        // A further escape begins anew; what came before it is text.
        var again = _held > 1 && _sequence[_held - 1] == Escape ? 1 : 0;
        var text = _sequence.AsSpan(0, _held - again);
        text.CopyTo(_result.AsSpan(length));
        _held = again;
        return length + text.Length;
    }
}
