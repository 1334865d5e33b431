using Supervisor.Ctl.Results;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Input;

/// <summary>
/// Reads one line from a terminal with the keys that readline has. The line stays on one row of the screen: a long one scrolls
/// sideways. Only carriage return, "erase to the end of the line" and "cursor forward" are sent, which every terminal has.
/// </summary>
internal sealed class LineEditor(IKeys keys, TextOutput output, History history, ICompleter completer)
{
    private const char CtrlC = '\x03';

    private readonly LineBuffer _line = new();
    private string _prompt = "";
    private string _killed = "";
    private bool _tabbed;

    /// <summary>Whether what is typed stays invisible.</summary>
    public bool Secret { get; init; }

    /// <returns>The line, or null when the user is done: Ctrl-D on an empty line, or Ctrl-C.</returns>
    public async Task<string?> ReadAsync(string prompt)
    {
        _prompt = prompt;
        Redraw();
        while (true)
        {
            ConsoleKeyInfo key = keys.Read();
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
                return Leave(_line.Text);
            if (IsControl(key, ConsoleKey.C, CtrlC) || (IsControl(key, ConsoleKey.D, '\x04') && _line.Text.Length == 0))
                return Leave(null);
            if (key.Key == ConsoleKey.Tab)
                await CompleteAsync();
            else if (IsControl(key, ConsoleKey.R, '\x12') && !Secret)
                SearchBackwards();
            else
                Edit(key);
            _tabbed = key.Key == ConsoleKey.Tab;
            Redraw();
        }
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter, char code) =>
        key.KeyChar == code || (key.Key == letter && key.Modifiers == ConsoleModifiers.Control);

    /// <summary>The line end; on null the caller writes it, as it does at the end of any input.</summary>
    private string? Leave(string? line)
    {
        if (line is not null)
            output.Line("");
        output.Flush();
        return line;
    }

    private void Edit(ConsoleKeyInfo key)
    {
        if (!EditByName(key) && !EditByControl(key) && !char.IsControl(key.KeyChar)
            && (key.Modifiers & (ConsoleModifiers.Control | ConsoleModifiers.Alt)) == 0)
        {
            _line.Insert(key.KeyChar.ToString());
        }
    }

    private bool EditByName(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: _line.Move(_line.Left()); return true;
            case ConsoleKey.RightArrow: _line.Move(_line.Right()); return true;
            case ConsoleKey.Home: _line.Move(0); return true;
            case ConsoleKey.End: _line.Move(_line.Text.Length); return true;
            case ConsoleKey.Backspace: _line.DeleteTo(_line.Left()); return true;
            case ConsoleKey.Delete: _line.DeleteTo(_line.Right()); return true;
            case ConsoleKey.UpArrow: Recall(history.Older(_line.Text)); return true;
            case ConsoleKey.DownArrow: Recall(history.Newer()); return true;
            default: return false;
        }
    }

    private bool EditByControl(ConsoleKeyInfo key)
    {
        if (key.Modifiers != ConsoleModifiers.Control && !char.IsControl(key.KeyChar))
            return false;
        switch (key.Key)
        {
            case ConsoleKey.A: _line.Move(0); break;
            case ConsoleKey.B: _line.Move(_line.Left()); break;
            case ConsoleKey.D: _line.DeleteTo(_line.Right()); break;
            case ConsoleKey.E: _line.Move(_line.Text.Length); break;
            case ConsoleKey.F: _line.Move(_line.Right()); break;
            case ConsoleKey.H: _line.DeleteTo(_line.Left()); break;
            case ConsoleKey.K: Kill(_line.Text.Length); break;
            case ConsoleKey.L: output.Text("\x1b[H\x1b[2J"); break;
            case ConsoleKey.N: Recall(history.Newer()); break;
            case ConsoleKey.P: Recall(history.Older(_line.Text)); break;
            case ConsoleKey.U: Kill(0); break;
            case ConsoleKey.W: Kill(_line.WordStart()); break;
            case ConsoleKey.Y: _line.Insert(_killed); break;
            default: return false;
        }

        return true;
    }

    private void Recall(string? line)
    {
        if (line is not null && !Secret)
            _line.Replace(line);
    }

    private void Kill(int place)
    {
        int from = Math.Min(place, _line.Cursor);
        _killed = _line.Text.Substring(from, Math.Abs(place - _line.Cursor));
        _line.DeleteTo(place);
    }

    /// <summary>One candidate is put in, of several what they have in common; a second tab lists them.</summary>
    private async Task CompleteAsync()
    {
        IReadOnlyList<string> candidates = await completer.CompleteAsync(_line.Before);
        if (candidates.Count == 0)
            return;
        string word = _line.Before[(_line.Before.LastIndexOf(' ') + 1)..];
        string common = candidates.Aggregate(CommonStart);
        string added = candidates.Count == 1 ? common + " " : common;
        if (added.Length > word.Length)
        {
            _line.Insert(added[word.Length..]);
            return;
        }

        if (!_tabbed)
            return;
        output.Line("");
        foreach (string row in Columns.Lines(candidates, keys.Width - 1))
            output.Line(row);
    }

    private static string CommonStart(string left, string right)
    {
        int length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[length] == right[length])
            length++;
        return left[..length];
    }

    /// <summary>readline's Ctrl-R: what is typed is looked for; again Ctrl-R goes further back; Ctrl-C or Ctrl-G gives up; any other key takes the line.</summary>
    private void SearchBackwards()
    {
        string wanted = "";
        int place = history.Lines.Count;
        while (true)
        {
            string found = place < history.Lines.Count ? history.Lines[place] : "";
            output.Text($"\r(reverse-i-search)`{wanted}': {found}\x1b[K");
            output.Flush();
            ConsoleKeyInfo key = keys.Read();
            if (IsControl(key, ConsoleKey.G, '\a') || IsControl(key, ConsoleKey.C, CtrlC))
                return;
            bool further = IsControl(key, ConsoleKey.R, '\x12');
            if (key.Key == ConsoleKey.Backspace)
                wanted = wanted.Length > 0 ? wanted[..^1] : wanted;
            else if (!further && !char.IsControl(key.KeyChar))
                wanted += key.KeyChar;
            else if (!further)
                break;
            int next = history.FindBefore(further ? place : history.Lines.Count, wanted);
            place = next >= 0 ? next : place;
        }

        Recall(place < history.Lines.Count ? history.Lines[place] : null);
    }

    private void Redraw()
    {
        string shown = Secret ? "" : _line.Text;
        int cursor = Secret ? 0 : _line.Cursor;
        int room = Math.Max(1, keys.Width - _prompt.Length - 1);
        int first = Math.Max(0, cursor - room);
        string visible = shown.Substring(first, Math.Min(room, shown.Length - first));
        output.Text($"\r{_prompt}{visible}\x1b[K\r");
        int column = _prompt.Length + cursor - first;
        if (column > 0)
            output.Text($"\x1b[{column}C");
        output.Flush();
    }
}
