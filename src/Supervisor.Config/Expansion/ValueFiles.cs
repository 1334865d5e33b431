using System.Text;
using Supervisor.Config.Hosting;

namespace Supervisor.Config.Expansion;

/// <summary>A file that was read for what is in it: its text, or why there is none.</summary>
internal sealed record ValueFile(string? Text, string Error, bool IsMissing, bool IsSpecial = false);

/// <summary>
/// Files that values come from. Each is read once for a config, so that all its programs see the same text.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="onlyChecks">Whether nothing is started from the config. Then a credential need not be there: only the service has it, and not
/// even each of its commands (ExecReload= has none before systemd 253).</param>
internal sealed class ValueFiles(IConfigHost host, bool onlyChecks = false)
{
    /// <summary>Bytes of a file of one value: Linux takes no argument or variable that is longer; see execve(2).</summary>
    public const int LongestValue = 128 << 10;

    /// <summary>Bytes of a file of variables.</summary>
    public const int LongestVariables = 1 << 20;

    // systemd names it to whom it gives credentials; see systemd.exec(5).
    private const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    // What stands for a credential that is not here while nothing is started.
    private static readonly ValueFile Unseen = new("credential", "", false);

    private readonly SortedSet<string> _unseen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueFile> _known = new(StringComparer.Ordinal);

    /// <summary>A file of one value: the line end after it does not belong to it.</summary>
    public ValueFile ReadValue(string path)
    {
        var file = Read(path, LongestValue);
        return file.Text is null ? file
            : file.Text.Contains('\0') ? new ValueFile(null, "it contains a NUL character", false)
            : file.Text.EndsWith("\r\n", StringComparison.Ordinal) ? file with { Text = file.Text[..^2] }
            : file.Text.EndsWith('\n') ? file with { Text = file.Text[..^1] }
            : file;
    }

    /// <summary>Names of credentials that were not here, and were not needed.</summary>
    public IEnumerable<string> UnseenCredentials => _unseen;

    /// <summary>Stands in for a credential that is not here; null when it is needed.</summary>
    public ValueFile? WithoutCredential(string name)
    {
        if (onlyChecks)
        {
            _unseen.Add(name);
        }

        return onlyChecks ? Unseen : null;
    }

    public ValueFile ReadVariables(string path) => Read(path, LongestVariables);

    /// <summary>The file of a credential that systemd has given to this service, or why there can be none.</summary>
    public (string? Path, string? Error, bool IsMissing) CredentialPath(string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.Contains('/'))
        {
            return (null, "a credential has a plain name", false);
        }

        return host.Environment.GetValueOrDefault(CredentialsVariable) is { Length: > 0 } folder
            ? ($"{folder.TrimEnd('/')}/{name}", null, false)
            : (null, $"{CredentialsVariable} is not set; start supervisord as a systemd unit with LoadCredential={name}:PATH", true);
    }

    private ValueFile Read(string path, int limit)
    {
        // The same file may be read with two limits; that only makes a second entry.
        var key = string.Create(null, $"{limit}:{path}");
        if (!_known.TryGetValue(key, out var file))
        {
            _known.Add(key, file = Decode(host.ReadRegularFile(path, limit)));
        }

        return file;
    }

    private static ValueFile Decode(FileContent content)
    {
        if (content.Bytes is not { } bytes)
        {
            return new ValueFile(null, content.Error ?? "it cannot be read", content.Missing, content.Special);
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return new ValueFile(text.StartsWith('\uFEFF') ? text[1..] : text, "", false);
        }
        catch (DecoderFallbackException)
        {
            return new ValueFile(null, "it is not text in UTF-8", false);
        }
    }
}
