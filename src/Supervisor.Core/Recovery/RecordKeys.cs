using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>The keys of the roster's records. They and what is in them outlive a version of this program.</summary>
internal static class RecordKeys
{
    public const string Roster = "roster";
    public const string Available = "available";
    public const string Groups = "groups";
    public const string Stops = "stops";
    public const string Update = "update";
    public const string WaitingUpdates = "waiting-updates";
    public const string Reload = "reload";
    public const string Defaults = "defaults";
    public const string SpecPrefix = "spec/";
    public const string ProcessPrefix = "process/";
    public const string SurvivorPrefix = "survivor/";

    public static string Process(ProcessName name) => $"{ProcessPrefix}{name.Group}:{name.Name}";

    public static string Survivor(ProcessName name) => $"{SurvivorPrefix}{name.Group}:{name.Name}";

    public static string Spec(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SpecPrefix}{number}");
}
