using Supervisor.Config.Hosting;

namespace Supervisor.Config.Documents;

/// <summary>
/// Shell patterns over paths as Python's <c>glob</c> has them: <c>*</c>, <c>?</c> and <c>[...]</c> within one part of a
/// path; a leading dot must be written; there is no <c>**</c>.
/// </summary>
internal static class PathGlob
{
    /// <summary>Existing paths that match an absolute pattern, sorted by name.</summary>
    public static IReadOnlyList<string> Expand(string pattern, IConfigHost host)
    {
        List<string> found = [""];
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            found = HasMagic(part)
                ? [.. found.SelectMany(folder => host.List(folder.Length == 0 ? "/" : folder)
                    .Where(name => Matches(part, name)).Select(name => $"{folder}/{name}"))]
                : found.ConvertAll(folder => $"{folder}/{part}");
        }

        found.RemoveAll(path => !host.Exists(path));
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static bool Matches(string pattern, string name)
    {
        if (name.StartsWith('.') && !pattern.StartsWith('.'))
        {
            return false;
        }

        var (p, n, star, mark) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, n);
            }
            else if (p < pattern.Length && MatchOne(pattern, p, name[n]) is var length and > 0)
            {
                p += length;
                n++;
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).IndexOfAnyExcept('*') < 0;
    }

    private static bool HasMagic(string part) => part.AsSpan().ContainsAny('*', '?', '[');

    // How many characters of the pattern stand for this one; 0 when they do not match it.
    private static int MatchOne(string pattern, int at, char c)
    {
        if (pattern[at] == '?')
        {
            return 1;
        }

        var close = pattern[at] == '[' ? ClassEnd(pattern, at) : -1;
        if (close < 0)
        {
            return pattern[at] == c ? 1 : 0;
        }

        var negated = pattern[at + 1] == '!';
        var members = pattern.AsSpan((at + (negated ? 2 : 1))..close);
        return InClass(members, c) != negated ? close - at + 1 : 0;
    }

    // A bracket right after the opening one (and its !) is a member of the class.
    private static int ClassEnd(string pattern, int open)
    {
        var first = open + 1;
        first += first < pattern.Length && pattern[first] == '!' ? 1 : 0;
        return first + 1 <= pattern.Length ? pattern.IndexOf(']', Math.Min(first + 1, pattern.Length)) : -1;
    }

    private static bool InClass(ReadOnlySpan<char> members, char c)
    {
        for (var i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-')
            {
                if (c >= members[i] && c <= members[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (members[i] == c)
            {
                return true;
            }
        }

        return false;
    }
}
