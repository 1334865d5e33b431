using System.Text;

namespace Supervisor.Subprocess;

/// <summary>A child that has ended, and what it wrote to its pipes.</summary>
public sealed record CompletedProcess
{
    private readonly Encoding _encoding;

    internal CompletedProcess(IReadOnlyList<string> args, int returnCode, byte[]? stdout, byte[]? stderr, Encoding encoding)
    {
        Args = args;
        ReturnCode = returnCode;
        Stdout = stdout;
        Stderr = stderr;
        _encoding = encoding;
    }

    public IReadOnlyList<string> Args { get; }

    /// <summary>Exit status 0 to 255, or minus the number of the signal that killed it.</summary>
    public int ReturnCode { get; }

    /// <summary>All it wrote to stdout, or null when that was no pipe.</summary>
    public IReadOnlyList<byte>? Stdout { get; }

    /// <summary>All it wrote to stderr, or null when that was no pipe.</summary>
    public IReadOnlyList<byte>? Stderr { get; }

    /// <summary>The same as text; empty when it was no pipe.</summary>
    /// <exception cref="DecoderFallbackException">It is no text of the encoding, and <see cref="TextErrors.Strict"/> is chosen.</exception>
    public string StdoutText => Text(Stdout);

    /// <summary>The same as text; empty when it was no pipe.</summary>
    /// <exception cref="DecoderFallbackException">It is no text of the encoding, and <see cref="TextErrors.Strict"/> is chosen.</exception>
    public string StderrText => Text(Stderr);

    /// <summary>Returns this when the status is 0.</summary>
    /// <exception cref="CalledProcessException">It is not.</exception>
    public CompletedProcess CheckReturnCode() => ReturnCode == 0 ? this : throw new CalledProcessException(this);

    private string Text(IReadOnlyList<byte>? bytes) => bytes is null ? "" : _encoding.GetString((byte[])bytes);
}
