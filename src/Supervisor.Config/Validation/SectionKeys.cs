using Supervisor.Config.Ini;

namespace Supervisor.Config.Validation;

/// <summary>The keys that each kind of section of an INI file knows.</summary>
internal static class SectionKeys
{
    private static readonly Dictionary<string, HashSet<string>> ByKind = new(StringComparer.Ordinal)
    {
        ["supervisord"] = [.. DaemonSection.Keys.Where(key => key != SectionName.Include)],
        ["supervisorctl"] = [.. ClientSection.Keys],
        [ServerSections.UnixName] = [.. ServerSections.UnixKeys],
        [ServerSections.InetName] = [.. ServerSections.InetKeys],
        ["program"] = [.. ProgramKeys.Names],
        [RosterReader.FastCgi] = [.. ProgramKeys.Names],
        [ListenerReader.Kind] = [.. ProgramKeys.Names, .. ListenerReader.PoolKeys],
        ["group"] = [.. GroupMembership.Keys],
    };

    /// <summary>Whether a section of an INI file has a key.</summary>
    public static bool Knows(string kind, string key) =>
        !UnknownKeys.IsForTomlOnly(key) && ByKind.TryGetValue(kind, out var keys) && keys.Contains(key);

    /// <summary>Whether sections of this kind describe programs.</summary>
    public static bool IsProgram(string kind) => kind is "program" or RosterReader.FastCgi or ListenerReader.Kind;
}
