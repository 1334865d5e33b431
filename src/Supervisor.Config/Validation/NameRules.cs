namespace Supervisor.Config.Validation;

/// <summary>What programs, groups and processes may be called.</summary>
internal static class NameRules
{
    /// <summary>Why a name is not allowed, or null.</summary>
    public static string? Check(string name)
    {
        if (name.Length == 0)
        {
            return "Invalid name: it is empty";
        }

        var bad = name.AsSpan().IndexOfAny(' ', ':', '/');
        if (bad >= 0)
        {
            return $"Invalid name: '{name}' because of character: '{name[bad]}'";
        }

        return name.Any(char.IsControl) || !WellFormed(name)
            ? $"Invalid name: '{name}' because of a control character"
            : null;
    }

    // Half a surrogate pair cannot be written to a log or a socket.
    private static bool WellFormed(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && (i + 1 >= name.Length || !char.IsSurrogatePair(name[i], name[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
