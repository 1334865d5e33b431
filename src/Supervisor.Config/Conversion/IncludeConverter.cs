using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Hosting;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>
/// Decides where included files go. Those below the folder of the main file keep their places and get <c>.toml</c> as the
/// end of their names, and the patterns likewise. Those elsewhere stay the INI files that they are.
/// </summary>
internal sealed class IncludeConverter(string mainFile, IConfigHost host, DiagnosticSink sink)
{
    private static readonly string[] Endings = [".conf", ".ini", ".cfg"];

    private readonly string _folder = PathText.Parent(mainFile).TrimEnd('/') + "/";

    /// <summary>The place of a file relative to the main folder, or null when it stays where it is.</summary>
    public string? Target(string path) => path.StartsWith(_folder, StringComparison.Ordinal) ? Renamed(path[_folder.Length..]) : null;

    /// <summary>The patterns that find the converted files.</summary>
    /// <param name="pattern">As it is to be written in TOML.</param>
    /// <param name="expanded">The same with all names put in.</param>
    /// <param name="place">Where it stands.</param>
    public IReadOnlyList<string> Patterns(string pattern, string expanded, SourcePlace place)
    {
        var absolute = PathText.Absolute(expanded, _folder.TrimEnd('/'));
        var matches = PathGlob.Expand(absolute, host).Where(match => match != mainFile).ToList();
        if (!absolute.StartsWith(_folder, StringComparison.Ordinal) || matches.Exists(match => Target(match) is null))
        {
            foreach (var match in matches.Where(match => !ConfigDocument.IsToml(match)))
            {
                sink.Warn(place, $"{match} is not below {_folder}: it stays an INI file, and is included as it is");
            }

            return [pattern];
        }

        var relative = pattern.StartsWith("${here}/", StringComparison.Ordinal) ? pattern[8..]
            : pattern.StartsWith('/') ? absolute[_folder.Length..]
            : pattern;
        var renamed = Renamed(relative);
        var finds = Renamed(absolute[(absolute.LastIndexOf('/') + 1)..]);
        var targets = matches.ConvertAll(match => Target(match)!);
        return targets.TrueForAll(target => PathGlob.Matches(finds, target[(target.LastIndexOf('/') + 1)..])) ? [renamed] : targets;
    }

    private static string Renamed(string path)
    {
        if (ConfigDocument.IsToml(path))
        {
            return path;
        }

        var ending = Array.Find(Endings, ending => path.EndsWith(ending, StringComparison.Ordinal) && !path.EndsWith("/" + ending, StringComparison.Ordinal));
        return $"{(ending is null ? path : path[..^ending.Length])}.toml";
    }
}
