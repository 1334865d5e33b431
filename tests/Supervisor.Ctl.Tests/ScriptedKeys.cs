using Supervisor.Ctl.Input;

namespace Supervisor.Ctl.Tests;

/// <summary>A keyboard that types by itself. Text is typed as it is; <c>^a</c> is a control key, and <c>&lt;up&gt;</c> a named one.</summary>
internal sealed class ScriptedKeys(string script, int width = 80) : IKeys
{
    private static readonly Dictionary<string, ConsoleKey> Named = new()
    {
        ["up"] = ConsoleKey.UpArrow,
        ["down"] = ConsoleKey.DownArrow,
        ["left"] = ConsoleKey.LeftArrow,
        ["right"] = ConsoleKey.RightArrow,
        ["home"] = ConsoleKey.Home,
        ["end"] = ConsoleKey.End,
        ["del"] = ConsoleKey.Delete,
        ["bs"] = ConsoleKey.Backspace,
        ["tab"] = ConsoleKey.Tab,
        ["enter"] = ConsoleKey.Enter,
        ["f1"] = ConsoleKey.F1,
    };

    private int _place;

    public int Width => width;

    public ConsoleKeyInfo Read()
    {
        Assert.True(_place < script.Length, "the script has no more keys");
        char c = script[_place++];
        if (c == '^')
        {
            char letter = script[_place++];
            return new ConsoleKeyInfo((char)(letter - 'a' + 1), ConsoleKey.A + (letter - 'a'), shift: false, alt: false, control: true);
        }

        if (c != '<')
            return new ConsoleKeyInfo(c, char.IsAsciiLetter(c) ? ConsoleKey.A + (char.ToLowerInvariant(c) - 'a') : 0, char.IsAsciiLetterUpper(c), false, false);
        int end = script.IndexOf('>', _place);
        string name = script[_place..end];
        _place = end + 1;
        char code = name switch { "tab" => '\t', "enter" => '\r', "bs" => '\x7f', _ => '\0' };
        return new ConsoleKeyInfo(code, Named[name], shift: false, alt: false, control: false);
    }
}
