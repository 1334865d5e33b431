namespace Supervisor.Config.Expansion;

/// <summary>
/// <c>${file:PATH}</c> and <c>${credential:NAME}</c>: what stands in a file that the host gives, such as a Docker secret or a credential
/// of systemd; behind <c>:-</c> a default for one that is missing. It is taken for a secret: it may stand only where nobody is shown
/// the value.
/// </summary>
internal static class FileExpansion
{
    /// <summary>Why a secret cannot stand somewhere.</summary>
    public const string NotHere =
        "it holds a secret from a file, and this value is shown to people; a secret may stand in the `environment` table, and as `username` and `password`";

    private const string File = "file";
    private const string Credential = "credential";

    /// <summary>What came of it.</summary>
    public readonly record struct Result(string? Value, string? Error, bool IsMissing);

    /// <summary>Whether this is meant, and not a variable of such a name.</summary>
    public static bool Is(string name, string rest) => name is File or Credential && rest.Length > 0 && !rest.StartsWith('-');

    /// <summary>The path or name, and the default behind it, or null.</summary>
    public static (string Place, string? Default) Split(string rest)
    {
        var depth = 0;
        for (var i = 0; i < rest.Length - 1; i++)
        {
            depth += (rest[i], rest[i + 1]) switch
            {
                ('$', '{') => 1,
                ('}', _) => -1,
                _ => 0,
            };
            if (depth == 0 && rest[i] == ':' && rest[i + 1] == '-')
            {
                return (rest[..i], rest[(i + 2)..]);
            }
        }

        return (rest, null);
    }

    public static Result Read(string kind, string place, bool hasDefault, ExpansionScope scope)
    {
        var shown = $"`${{{kind}:{place}}}`";
        if (!scope.TakeSecret())
        {
            return Fail(shown, NotHere);
        }

        var (path, error, isMissing) = kind == Credential ? scope.Files.CredentialPath(place)
            : place.StartsWith('/') ? (place, null, false)
            : (null, "the path must be absolute; ${here} is the folder of the config", false);
        if (path is null && !isMissing)
        {
            return Fail(shown, error!);
        }

        var file = path is null ? null : scope.Files.ReadValue(path);
        if (kind == Credential && file is null or { IsMissing: true } && !hasDefault)
        {
            file = scope.Files.WithoutCredential(place) ?? file;
        }

        if (file is null)
        {
            return Fail(shown, error!, isMissing);
        }

        return file.Text is { } text
            ? new Result(text, null, false)
            : Fail(shown, $"cannot read {path}: {file.Error}; {Remedy(kind, place, file)}", file.IsMissing);
    }

    private static string Remedy(string kind, string place, ValueFile file) => (file.IsMissing, kind) switch
    {
        (true, Credential) => $"give it to the unit with LoadCredential={place}:PATH, or write a default: ${{{kind}:{place}:-text}}",
        (true, _) => $"put the file there, or write a default: ${{{kind}:{place}:-text}}",
        _ => $"let the user that supervisord runs as read it; it may have {ValueFiles.LongestValue} bytes of text",
    };

    private static Result Fail(string shown, string reason, bool isMissing = false) => new(null, $"cannot expand {shown}: {reason}", isMissing);
}
