using System.Text;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Input;

/// <summary>Commands from a file or a pipe: lines, no prompt, no editing, and a question is a line of its own.</summary>
internal sealed class RedirectedInput(InputLines lines, TextOutput output) : IUserInput
{
    public InputLines Lines => lines;

    public bool IsRedirected => true;

    public Task<string?> ReadCommandAsync(string prompt, CancellationToken cancellationToken) => ReadLineAsync(cancellationToken);

    public Task<string?> AskAsync(string question, bool secret, CancellationToken cancellationToken)
    {
        output.Line(question.TrimEnd());
        output.Flush();
        return ReadLineAsync(cancellationToken);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await lines.ReadAsync(cancellationToken) is { } line ? Encoding.UTF8.GetString(line).TrimEnd('\n', '\r') : null;
}
