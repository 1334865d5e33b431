using System.Text;
using Supervisor.Posix.Signals;
using Supervisor.Subprocess.Children;
using Supervisor.Subprocess.Launching;
using Supervisor.Subprocess.Pipes;

namespace Supervisor.Subprocess;

/// <summary>
/// A child process: Python's <c>subprocess.Popen</c>. All members are safe to call from any thread; each stream has one user
/// at a time.
/// </summary>
/// <remarks>
/// The child is reaped as soon as it ends, whether or not anybody waits for it, so no zombie is left; its pid may be
/// another process's from then on, but no call here ever signals that one. Disposing closes our ends of the pipes and nothing
/// else: an unfinished child runs on (it may get SIGPIPE or an end of file), and is reaped when it ends.
/// </remarks>
public sealed class Popen : IDisposable, IAsyncDisposable
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Encoding _encoding;
    private readonly Communication _communication;
    private readonly Lazy<TextWriter>? _inputWriter;
    private readonly Lazy<TextReader>? _outputReader;
    private readonly Lazy<TextReader>? _errorReader;
    private WatchedChild _child = null!;

    private Popen(PopenOptions options, ChildStreams streams)
    {
        Args = options.Args;
        _encoding = TextEncoding.For(options);
        var stdin = streams.Take(0);
        StandardInput = stdin is not null && options.BufferSize > 0 ? new BufferedStream(stdin, options.BufferSize) : stdin;
        StandardOutput = streams.Take(1);
        StandardError = streams.Take(2);
        _inputWriter = StandardInput is null ? null : new(() => new StreamWriter(StandardInput, _encoding) { AutoFlush = options.BufferSize == 0 });
        _outputReader = Reader(StandardOutput);
        _errorReader = Reader(StandardError);
        _communication = new Communication(StandardInput, StandardOutput, StandardError);
    }

    /// <summary>argv.</summary>
    public IReadOnlyList<string> Args { get; }

    public int Pid => _child.Pid;

    /// <summary>Exit status 0 to 255, or minus the number of the signal that killed it; null while it is not known to have ended.</summary>
    public int? ReturnCode => _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;

    /// <summary>Writes to the child's stdin; null unless that is a pipe. Closing it is the child's end of file.</summary>
    public Stream? StandardInput { get; }

    /// <summary>Reads the child's stdout; null unless that is a pipe.</summary>
    public Stream? StandardOutput { get; }

    /// <summary>Reads the child's stderr; null unless that is a pipe.</summary>
    public Stream? StandardError { get; }

    /// <summary><see cref="StandardInput"/> for text. Use one of the two.</summary>
    public TextWriter? InputWriter => _inputWriter?.Value;

    /// <summary><see cref="StandardOutput"/> for text. Use one of the two.</summary>
    public TextReader? OutputReader => _outputReader?.Value;

    /// <summary><see cref="StandardError"/> for text. Use one of the two.</summary>
    public TextReader? ErrorReader => _errorReader?.Value;

    /// <summary>Starts a child. Returns when its program has been loaded, which takes as long as the file system does.</summary>
    /// <exception cref="LaunchException">It could not be started.</exception>
    /// <exception cref="Posix.PosixException">A file of a <see cref="Redirect"/>, or a pipe, could not be opened.</exception>
    public static Popen Start(PopenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OptionsTranslation.TryTranslate(options, out var request) is { } invalid)
            throw new LaunchException(options.Args, invalid);
        using var streams = ChildStreams.Open(options);
        var launch = request! with { Stdin = streams.Number(0), Stdout = streams.Number(1), Stderr = streams.Number(2) };
        Popen? popen = null;
        var result = ChildWatcher.Shared.Start(
            launch,
            child => popen = new Popen(options, streams) { _child = child },
            (child, exit) =>
            {
                child.Release();
                popen!._ended.TrySetResult(exit.Signal > 0 ? -exit.Signal : exit.Code);
            });
        return result is LaunchFailure failure ? throw new LaunchException(options.Args, failure) : popen!;
    }

    /// <summary>Starts a child with default options.</summary>
    /// <exception cref="LaunchException">It could not be started.</exception>
    public static Popen Start(params IReadOnlyList<string> args) => Start(new PopenOptions(args));

    /// <summary>Looks whether the child has ended: its <see cref="ReturnCode"/>, or null.</summary>
    public int? Poll()
    {
        if (ReturnCode is null)
            ChildWatcher.Shared.Look(_child);
        return ReturnCode;
    }

    /// <summary>Waits for the end of the child. Its pipes are not read meanwhile, so a child that fills one never ends; see <see cref="CommunicateAsync(ReadOnlyMemory{byte}, TimeSpan?, CancellationToken)"/>.</summary>
    public Task<int> WaitAsync(CancellationToken cancellationToken = default) => _ended.Task.WaitAsync(cancellationToken);

    /// <summary>As the other, with a limit.</summary>
    /// <exception cref="TimeoutExpiredException">The child runs on.</exception>
    public async Task<int> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _ended.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutExpiredException(Args, timeout, null);
        }
    }

    /// <summary>Waits for the end of the child and holds the thread meanwhile.</summary>
    /// <exception cref="TimeoutExpiredException">The child runs on.</exception>
    public int Wait(TimeSpan? timeout = null)
    {
        // The exit wakes this thread instead of the watcher's, which is faster than one after the other.
        if (!_ended.Task.IsCompleted && !ChildWatcher.Shared.WaitHere(_child, timeout))
            throw new TimeoutExpiredException(Args, timeout!.Value, null);
        return Poll() ?? _ended.Task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Sends the input to the child's stdin and closes it, reads its stdout and stderr to their ends, all at once, and waits
    /// for its exit. Whatever the child does, nothing blocks the other way.
    /// </summary>
    /// <param name="input">Goes to stdin, if that is a pipe. A child that does not read it all is no error.</param>
    /// <param name="timeout">Limit for all of it.</param>
    /// <param name="cancellationToken">As the timeout: nothing is lost, and the child runs on.</param>
    /// <exception cref="TimeoutExpiredException">
    /// The child runs on. Nothing is lost: the exception has the output so far, and a further call, without input, goes on
    /// where this one stopped and returns all of it.
    /// </exception>
    /// <exception cref="InvalidOperationException">Input is given again, after a call with input was cut short.</exception>
    public async Task<CompletedProcess> CommunicateAsync(
        ReadOnlyMemory<byte> input = default,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } span)
            limit.CancelAfter(span);
        try
        {
            await _communication.RunAsync(input, limit.Token).ConfigureAwait(false);
            return Completed(await WaitAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutExpiredException(Args, timeout!.Value, Completed(0));
        }
    }

    /// <summary>As the other, with text in the encoding of the options.</summary>
    public Task<CompletedProcess> CommunicateAsync(string input, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CommunicateAsync(_encoding.GetBytes(input), timeout, cancellationToken);

    /// <summary>Sends a signal by number; nothing happens when the child has ended.</summary>
    /// <exception cref="Posix.PosixException">EINVAL: no such signal; EPERM: the child runs as somebody else.</exception>
    public void SendSignal(int signal)
    {
        var error = _child.Signal(signal);
        if (error != Posix.Errno.None && error != Posix.Errno.ESRCH)
            throw new Posix.PosixException("pidfd_send_signal", error);
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => SendSignal(SignalNumbers.Terminate);

    /// <summary>SIGKILL.</summary>
    public void Kill() => SendSignal(SignalNumbers.Kill);

    /// <summary>Closes our ends of the pipes. The child is neither signalled nor waited for.</summary>
    public void Dispose()
    {
        CloseInput();
        StandardOutput?.Dispose();
        StandardError?.Dispose();
    }

    /// <summary>The same as <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // Most children are never read as text, and its buffers are larger than all else here.
    private Lazy<TextReader>? Reader(Stream? stream) => stream is null ? null : new(() => new StreamReader(stream, _encoding));

    // What is still buffered for a child that does not read any more is lost, as it would be in the pipe.
    private void CloseInput()
    {
        try
        {
            StandardInput?.Dispose();
        }
        catch (Posix.PosixException e) when (e.Errno == Posix.Errno.EPIPE)
        {
            // The buffered stream closes its pipe also when its flush fails.
        }
    }

    private CompletedProcess Completed(int returnCode) =>
        new(Args, returnCode, _communication.Output, _communication.Error, _encoding);
}
