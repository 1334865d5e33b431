using System.Text;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Input;

/// <summary>Commands from a terminal: a prompt, editing, history and completion.</summary>
internal sealed class TerminalInput(InputLines lines, TextOutput output, History history, ICompleter completer) : IUserInput
{
    public InputLines Lines => lines;

    public bool IsRedirected => false;

    public async Task<string?> ReadCommandAsync(string prompt, CancellationToken cancellationToken)
    {
        string? line;
        if (lines.HasPending)
        {
            // A read that fg left behind has the terminal: its line is the next command.
            output.Text(prompt);
            output.Flush();
            line = await lines.ReadAsync(cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimEnd('\n', '\r') : null;
        }
        else
        {
            line = await EditAsync(prompt, secret: false, completer);
        }

        if (line is not null)
            history.Add(line);
        return line;
    }

    public Task<string?> AskAsync(string question, bool secret, CancellationToken cancellationToken) =>
        EditAsync(question, secret, NoCompleter.Instance);

    private async Task<string?> EditAsync(string prompt, bool secret, ICompleter completions)
    {
        var editor = new LineEditor(new ConsoleKeys(), output, secret ? new History() : history, completions)
        {
            Secret = secret,
        };
        // Ctrl-C comes as a key while a line is edited, and as a signal while a command runs.
        Console.TreatControlCAsInput = true;
        try
        {
            return await editor.ReadAsync(prompt);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }
}
