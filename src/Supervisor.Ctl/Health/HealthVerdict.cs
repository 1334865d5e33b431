using System.Globalization;
using System.Text.Json.Serialization;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Health;

/// <summary>Whether what should run does, as <c>healthcheck</c> prints it.</summary>
/// <param name="Healthy">Whether there are no problems.</param>
/// <param name="Running">How many of the processes looked at are RUNNING.</param>
/// <param name="Problems">Those that should run and do not, and what else is wrong; a sentence each.</param>
internal sealed record HealthVerdict(bool Healthy, int Running, IReadOnlyList<string> Problems)
{
    // One line is what a container engine shows and keeps.
    private const int MostShown = 5;

    [JsonIgnore]
    public string Line => Problems.Count == 0
        ? Running switch
        {
            0 => "healthy: nothing has to run",
            1 => "healthy: 1 process RUNNING",
            _ => string.Create(CultureInfo.InvariantCulture, $"healthy: {Running} processes RUNNING"),
        }
        : $"unhealthy: {string.Join("; ", Problems.Take(MostShown))}"
            + (Problems.Count > MostShown ? string.Create(CultureInfo.InvariantCulture, $"; and {Problems.Count - MostShown} more") : "");

    /// <summary>All processes are looked at: who was stopped by hand or never started, or has ended as expected, need not run.</summary>
    public static HealthVerdict OfAll(IEnumerable<ProcessInfo> processes) => Of(processes, NeedNotRun);

    /// <summary>Processes that were named have to run.</summary>
    public static HealthVerdict OfNamed(IEnumerable<ProcessInfo> processes) => Of(processes, _ => false);

    public static HealthVerdict Problem(string text) => new(false, 0, [text]);

    private static HealthVerdict Of(IEnumerable<ProcessInfo> processes, Func<ProcessInfo, bool> needNotRun)
    {
        var (running, problems) = (0, new List<string>());
        foreach (var process in processes)
        {
            if (process.StateName == "RUNNING") running++;
            else if (!needNotRun(process)) problems.Add(Describe(process));
        }

        return new HealthVerdict(problems.Count == 0, running, problems);
    }

    // An exit that was not expected has its reason here.
    private static bool NeedNotRun(ProcessInfo process) =>
        process.StateName == "STOPPED" || (process.StateName == "EXITED" && process.SpawnError.Length == 0);

    private static string Describe(ProcessInfo process)
    {
        var name = Namespec.Of(process.Group, process.Name);
        var reason = process.SpawnError.Length > 0 ? process.SpawnError : process.StateName is "EXITED" ? "it has ended" : "";
        return reason.Length == 0 ? $"{name} {process.StateName}" : $"{name} {process.StateName} ({reason})";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthVerdict))]
internal sealed partial class HealthJson : JsonSerializerContext;
