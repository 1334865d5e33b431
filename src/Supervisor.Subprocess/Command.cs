namespace Supervisor.Subprocess;

/// <summary>Runs commands to their end: Python's <c>subprocess.run</c>, <c>call</c>, <c>check_call</c>, <c>check_output</c> and <c>getstatusoutput</c>.</summary>
public static class Command
{
    /// <summary>
    /// Runs a command, sends it the input, and collects what it writes to pipes. After a timeout or a cancellation it is
    /// killed and waited for before the exception is thrown.
    /// </summary>
    /// <param name="options">The command. With <paramref name="input"/>, its stdin becomes a pipe unless it was set to something.</param>
    /// <param name="input">For its stdin.</param>
    /// <param name="timeout">Limit for all of it.</param>
    /// <param name="cancellationToken">As the timeout.</param>
    /// <exception cref="LaunchException">It could not be started.</exception>
    /// <exception cref="TimeoutExpiredException">It was killed; the exception has the output so far.</exception>
    public static async Task<CompletedProcess> RunAsync(
        PopenOptions options,
        ReadOnlyMemory<byte>? input = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (input is not null && options.Stdin == Redirect.Inherit)
            options = options with { Stdin = Redirect.Pipe };
        using var child = Popen.Start(options);
        try
        {
            return await child.CommunicateAsync(input ?? default, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            child.Kill();
            await child.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>As the other, with text in the encoding of the options.</summary>
    public static Task<CompletedProcess> RunAsync(
        PopenOptions options,
        string input,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RunAsync(options, TextEncoding.For(options).GetBytes(input), timeout, cancellationToken);
    }

    /// <summary>Runs a command and returns its status: 0 to 255, or minus the number of the signal that killed it.</summary>
    public static async Task<int> CallAsync(PopenOptions options, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options, (ReadOnlyMemory<byte>?)null, timeout, cancellationToken).ConfigureAwait(false)).ReturnCode;

    /// <summary>Runs a command that must end with status 0.</summary>
    /// <exception cref="CalledProcessException">It ended otherwise.</exception>
    public static async Task CheckCallAsync(PopenOptions options, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options, (ReadOnlyMemory<byte>?)null, timeout, cancellationToken).ConfigureAwait(false)).CheckReturnCode();

    /// <summary>Runs a command that must end with status 0, and returns what it wrote to stdout as text.</summary>
    /// <exception cref="CalledProcessException">It ended otherwise.</exception>
    public static async Task<string> CheckOutputAsync(
        PopenOptions options,
        string? input = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var piped = options with { Stdout = Redirect.Pipe };
        var completed = input is null
            ? await RunAsync(piped, (ReadOnlyMemory<byte>?)null, timeout, cancellationToken).ConfigureAwait(false)
            : await RunAsync(piped, input, timeout, cancellationToken).ConfigureAwait(false);
        return completed.CheckReturnCode().StdoutText;
    }

    /// <summary>
    /// Runs a command line in a shell; returns its status and what it wrote to stdout and stderr, without the last newline.
    /// </summary>
    public static async Task<(int Status, string Output)> GetStatusOutputAsync(
        string script,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        var options = PopenOptions.Shell(script) with { Stdout = Redirect.Pipe, Stderr = Redirect.ToStdout };
        var completed = await RunAsync(options, (ReadOnlyMemory<byte>?)null, timeout, cancellationToken).ConfigureAwait(false);
        var text = completed.StdoutText;
        return (completed.ReturnCode, text.EndsWith('\n') ? text[..^1] : text);
    }
}
