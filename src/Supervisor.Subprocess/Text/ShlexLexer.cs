using System.Text;

namespace Supervisor.Subprocess;

/// <summary>The state machine of Python's <c>shlex.shlex</c> with <c>whitespace_split</c>, as <c>shlex.split</c> uses it.</summary>
internal sealed class ShlexLexer(string text, bool comments, bool posix)
{
    private const char Escape = '\\';
    private const char Comment = '#';

    private readonly StringBuilder _token = new();
    private int _position;
    private bool _quoted;

    private enum State
    {
        Between,
        Word,
        Quoted,
        Escaped,
        Ended,
    }

    internal List<string> ReadAll()
    {
        var words = new List<string>();
        var state = State.Between;
        while (state != State.Ended)
        {
            // Without POSIX mode an empty token is the end, since there is no empty word without its quotes.
            state = ReadToken(state, out var ended);
            if (_token.Length > 0 || (posix && _quoted))
                words.Add(_token.ToString());
            else if (ended)
                break;
        }

        return words;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsQuote(char c) => c is '\'' or '"';

    private State ReadToken(State state, out bool ended)
    {
        _token.Clear();
        _quoted = false;
        ended = false;
        var quote = '\0';
        var afterEscape = State.Word;
        while (true)
        {
            var atEnd = _position >= text.Length;
            var next = atEnd ? '\0' : text[_position++];
            switch (state)
            {
                case State.Quoted when atEnd:
                    throw new FormatException("No closing quotation");
                case State.Escaped when atEnd:
                    throw new FormatException("No escaped character");
                case State.Quoted when next == quote:
                    _quoted = true;
                    if (!posix)
                    {
                        _token.Append(next);
                        return State.Between;
                    }

                    state = State.Word;
                    break;
                case State.Quoted:
                    _quoted = true;
                    if (posix && next == Escape && quote == '"')
                        (state, afterEscape) = (State.Escaped, State.Quoted);
                    else
                        _token.Append(next);
                    break;
                case State.Escaped:
                    // Within quotes only the quote and the backslash itself can be escaped.
                    if (afterEscape == State.Quoted && next != Escape && next != quote)
                        _token.Append(Escape);
                    _token.Append(next);
                    state = afterEscape;
                    break;
                default:
                    if (atEnd)
                    {
                        ended = true;
                        return State.Ended;
                    }

                    if (Plain(next, ref state, ref quote, ref afterEscape))
                        return State.Between;
                    break;
            }
        }
    }

    /// <summary>A character between words or in one, outside of quotes. True when it ends a word.</summary>
    private bool Plain(char next, ref State state, ref char quote, ref State afterEscape)
    {
        var inWord = state == State.Word;
        if (IsSpace(next) || (comments && next == Comment))
        {
            if (next == Comment)
                SkipLine();

            // A comment does not end a word without POSIX mode; the word goes on behind it.
            if (IsSpace(next) || posix)
                state = inWord ? State.Between : state;
            return (IsSpace(next) || (posix && inWord)) && (_token.Length > 0 || (posix && _quoted));
        }

        if (posix && next == Escape)
            (state, afterEscape) = (State.Escaped, State.Word);
        else if (IsQuote(next) && (posix || !inWord))
            (state, quote) = (StartQuote(next), next);
        else
            (state, _) = (State.Word, _token.Append(next));
        return false;
    }

    private State StartQuote(char quote)
    {
        if (!posix)
            _token.Append(quote);
        return State.Quoted;
    }

    private void SkipLine()
    {
        var end = text.IndexOf('\n', _position);
        _position = end < 0 ? text.Length : end + 1;
    }
}
