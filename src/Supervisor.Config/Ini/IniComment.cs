namespace Supervisor.Config.Ini;

/// <summary>Finds comments as Python's parser does with <c>;</c> and <c>#</c> as its prefixes.</summary>
internal static class IniComment
{
    /// <summary>
    /// Where the comment of a line begins: 0 when the whole line is one, its length when there is none. A prefix counts at
    /// the start of the line and after a blank, quotes or not. The two prefixes are looked for in turns, one occurrence
    /// each, so that the first round that finds a comment decides: in <c>a;b ;c #d</c> it is <c>#d</c>.
    /// </summary>
    public static int Start(string line)
    {
        var first = PythonSpace.Bounds(line, 0, line.Length).Start;
        if (first < line.Length && line[first] is ';' or '#')
        {
            return 0;
        }

        var (semicolon, hash) = (-1, -1);
        var (semicolons, hashes) = (true, true);
        while (semicolons || hashes)
        {
            var found = Math.Min(Next(line, ';', ref semicolon, ref semicolons), Next(line, '#', ref hash, ref hashes));
            if (found < line.Length)
            {
                return found;
            }
        }

        return line.Length;
    }

    private static int Next(string line, char prefix, ref int at, ref bool more)
    {
        if (!more)
        {
            return line.Length;
        }

        at = line.IndexOf(prefix, at + 1);
        more = at >= 0;
        return more && (at == 0 || PythonSpace.IsSpace(line[at - 1])) ? at : line.Length;
    }
}
