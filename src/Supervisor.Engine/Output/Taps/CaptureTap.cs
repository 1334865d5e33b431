using System.Buffers;

namespace Supervisor.Engine.Output.Taps;

/// <summary>
/// supervisord's capture mode: what a program writes between <c>&lt;!--XSUPERVISOR:BEGIN--></c> and <c>&lt;!--XSUPERVISOR:END--></c> is kept out of its log
/// and told as one message; the tokens may come in pieces. What was begun and not ended when the program ends goes into the log.
/// </summary>
internal sealed class CaptureTap(int maxBytes, Action<byte[]> captured) : IOutputTap
{
    private readonly CaptureBuffer _capture = new(maxBytes);
    private readonly ArrayBufferWriter<byte> _passed = new();
    private byte[] _held = [];
    private bool _capturing;

    private static ReadOnlySpan<byte> Begin => "<!--XSUPERVISOR:BEGIN-->"u8;

    private static ReadOnlySpan<byte> Finish => "<!--XSUPERVISOR:END-->"u8;

    /// <summary>Taps that see both what is captured and what is not, as in supervisord.</summary>
    public IReadOnlyList<IOutputTap> Inner { get; set; } = [];

    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        if (!_capturing && _held.Length == 0 && Inner.Count == 0 && bytes.IndexOf((byte)'<') < 0) return bytes;
        _passed.ResetWrittenCount();
        if (_held.Length > 0) bytes = (byte[])[.. _held, .. bytes];
        while (true)
        {
            var token = _capturing ? Finish : Begin;
            var at = bytes.IndexOf(token);
            if (at < 0)
            {
                var held = BeginOfTokenAtEnd(bytes, token);
                Emit(bytes[..^held]);
                _held = bytes[^held..].ToArray();
                return _passed.WrittenSpan;
            }

            Emit(bytes[..at]);
            bytes = bytes[(at + token.Length)..];
            _capturing = !_capturing;
            if (!_capturing) captured(_capture.TakeAll());
        }
    }

    public ReadOnlySpan<byte> End()
    {
        _passed.ResetWrittenCount();
        var held = _held;
        _held = [];
        Emit(held);
        foreach (var tap in Inner) Emit(tap.End(), after: tap);
        if (_capturing) _passed.Write(_capture.TakeAll());
        _capturing = false;
        return _passed.WrittenSpan;
    }

    private void Emit(ReadOnlySpan<byte> bytes, IOutputTap? after = null)
    {
        if (bytes.IsEmpty) return;
        foreach (var tap in Inner)
        {
            if (after is null) bytes = tap.Pass(bytes);
            else if (ReferenceEquals(tap, after)) after = null;
        }

        if (_capturing) _capture.Append(bytes);
        else _passed.Write(bytes);
    }

    private static int BeginOfTokenAtEnd(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> token)
    {
        for (var length = Math.Min(bytes.Length, token.Length - 1); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(token[..length])) return length;
        }

        return 0;
    }
}
