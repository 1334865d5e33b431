using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Subprocess.Pipes;

namespace Supervisor.Subprocess;

/// <summary>Several children, the stdout of each connected to the stdin of the next, as a shell's <c>a | b | c</c>.</summary>
public sealed class Pipeline : IDisposable
{
    private readonly Communication _communication;

    private Pipeline(IReadOnlyList<Popen> children)
    {
        Children = children;
        _communication = new Communication(StandardInput, StandardOutput, null);
    }

    /// <summary>The children from first to last.</summary>
    public IReadOnlyList<Popen> Children { get; }

    /// <summary>Writes to the first child; null unless its stdin is a pipe.</summary>
    public Stream? StandardInput => Children[0].StandardInput;

    /// <summary>Reads from the last child; null unless its stdout is a pipe.</summary>
    public Stream? StandardOutput => Children[^1].StandardOutput;

    /// <summary>
    /// Starts the children from first to last. The stdin of the first and the stdout of the last are as their options say;
    /// stderr is each one's own.
    /// </summary>
    /// <exception cref="LaunchException">One could not be started; those before it were killed.</exception>
    public static Pipeline Start(params IReadOnlyList<PopenOptions> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        if (commands.Count == 0)
            throw new ArgumentException("a pipeline needs a command", nameof(commands));
        var children = new List<Popen>(commands.Count);
        OwnedDescriptor? previous = null;
        try
        {
            for (var i = 0; i < commands.Count; i++)
                previous = StartOne(commands[i], previous, isLast: i == commands.Count - 1, children);
            return new Pipeline(children);
        }
        catch
        {
            previous?.Dispose();
            foreach (var child in children)
            {
                child.Kill();
                child.Dispose();
            }

            throw;
        }
    }

    /// <summary>Waits for all; returns their statuses from first to last.</summary>
    public async Task<IReadOnlyList<int>> WaitAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(Children.Select(c => c.WaitAsync(cancellationToken))).ConfigureAwait(false);

    /// <summary>
    /// Sends the input to the first child, reads the output of the last to its end, and waits for all. Pipes for stderr are
    /// not read here.
    /// </summary>
    public async Task<PipelineResult> CommunicateAsync(ReadOnlyMemory<byte> input = default, CancellationToken cancellationToken = default)
    {
        await _communication.RunAsync(input, cancellationToken).ConfigureAwait(false);
        return new PipelineResult(await WaitAsync(cancellationToken).ConfigureAwait(false), _communication.Output);
    }

    /// <summary>Closes our ends of the pipes; the children are neither signalled nor waited for.</summary>
    public void Dispose()
    {
        foreach (var child in Children)
            child.Dispose();
    }

    // Our copies of the pipe between two children are closed as soon as both have theirs, so that each sees the end of the other.
    private static OwnedDescriptor? StartOne(PopenOptions command, OwnedDescriptor? previous, bool isLast, List<Popen> children)
    {
        using var stdin = previous;
        if (stdin is not null)
            command = command with { Stdin = Redirect.To(stdin) };
        if (isLast)
        {
            children.Add(Popen.Start(command));
            return null;
        }

        var (reader, writer) = Pipe.Create();
        using (writer)
        {
            try
            {
                children.Add(Popen.Start(command with { Stdout = Redirect.To(writer) }));
                return reader;
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }
    }
}

/// <summary>How a pipeline ended.</summary>
/// <param name="ReturnCodes">The statuses from first to last; 0 to 255, or minus the number of a signal.</param>
/// <param name="Stdout">What the last child wrote, or null when its stdout was no pipe.</param>
public sealed record PipelineResult(IReadOnlyList<int> ReturnCodes, IReadOnlyList<byte>? Stdout);
