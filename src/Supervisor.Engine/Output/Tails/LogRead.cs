namespace Supervisor.Engine.Output.Tails;

/// <summary>What came of reading a log.</summary>
public abstract record LogRead
{
    private LogRead()
    {
    }

    /// <param name="Bytes">The part asked for.</param>
    /// <param name="End">Offset behind the newest byte of the log, which is the size of its file.</param>
    /// <param name="Overflow">More lay behind the given offset than was asked for (tail reads only).</param>
    public sealed record Found(ReadOnlyMemory<byte> Bytes, long End, bool Overflow = false) : LogRead;

    /// <summary>There is no such file.</summary>
    public sealed record NoFile : LogRead
    {
        public static readonly NoFile Instance = new();
    }

    /// <summary>Offset and length mean nothing together.</summary>
    public sealed record BadRange : LogRead
    {
        public static readonly BadRange Instance = new();
    }

    /// <param name="Problem">The system's text.</param>
    public sealed record Failed(string Problem) : LogRead;
}
