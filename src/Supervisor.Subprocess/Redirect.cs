using System.Runtime.InteropServices;

namespace Supervisor.Subprocess;

/// <summary>What a standard stream of a child is connected to.</summary>
public abstract record Redirect
{
    private Redirect()
    {
    }

    /// <summary>Our own stream of the same number (Python's <c>None</c>).</summary>
    public static Redirect Inherit { get; } = new InheritCase();

    /// <summary>A new pipe, whose other end <see cref="Popen"/> offers as a stream.</summary>
    public static Redirect Pipe { get; } = new PipeCase();

    /// <summary><c>/dev/null</c> (Python's <c>DEVNULL</c>).</summary>
    public static Redirect Null { get; } = new NullCase();

    /// <summary>For stderr only: where stdout goes (Python's <c>STDOUT</c>).</summary>
    public static Redirect ToStdout { get; } = new StdoutCase();

    /// <summary>An open descriptor or file. It stays the caller's, who keeps it open until the child was started.</summary>
    public static Redirect To(SafeHandle descriptor) => new HandleCase(descriptor);

    /// <summary>An open descriptor by number. It stays the caller's.</summary>
    public static Redirect To(int descriptor) => new NumberCase(descriptor);

    /// <summary>For stdin: reads the file.</summary>
    public static Redirect FromFile(string path) => new FileCase(path, FileMode.Open);

    /// <summary>Writes the file: created, or cut to nothing; with <paramref name="append"/> written at its end.</summary>
    public static Redirect ToFile(string path, bool append = false) => new FileCase(path, append ? FileMode.Append : FileMode.Create);

    internal sealed record InheritCase : Redirect;

    internal sealed record PipeCase : Redirect;

    internal sealed record NullCase : Redirect;

    internal sealed record StdoutCase : Redirect;

    internal sealed record HandleCase(SafeHandle Handle) : Redirect;

    internal sealed record NumberCase(int Number) : Redirect;

    internal sealed record FileCase(string Path, FileMode Mode) : Redirect;
}
