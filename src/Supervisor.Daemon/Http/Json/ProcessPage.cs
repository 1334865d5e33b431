using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Daemon.Http.Json;

/// <summary>
/// Which processes a request asks for: all, those of a group, or a page of them. The next page begins after the last name of the one before, so that
/// none is listed twice and none is left out, whatever comes and goes between two requests.
/// </summary>
/// <param name="Group">Only this group; null for all.</param>
/// <param name="After">Only what comes after this name in the order of groups and names; null from the beginning.</param>
/// <param name="Limit">At most so many; null for no limit.</param>
internal sealed record ProcessPage(string? Group, ProcessName? After, int? Limit)
{
    /// <summary>Whether of each no more is wanted than a table of states shows.</summary>
    public bool IsBrief { get; private init; }

    /// <summary>Null when the query is none: a limit that is no positive number, a name without its group.</summary>
    public static ProcessPage? Read(IQueryCollection query)
    {
        int? limit = null;
        if (query.TryGetValue("limit", out var text))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return null;
            limit = number;
        }

        ProcessName? after = null;
        if (query.TryGetValue("after", out var last))
        {
            if (last.ToString().Split(':', 2) is not [var group, var name]) return null;
            after = new ProcessName(group, name);
        }

        return new ProcessPage(query["group"], after, limit) { IsBrief = query["brief"] == "true" };
    }

    /// <summary>The processes of the page, in order.</summary>
    /// <param name="state">The roster.</param>
    /// <param name="next">Where the next page is; null when this is the last one.</param>
    public IReadOnlyList<ProcessEntry> Of(RosterState state, out string? next)
    {
        var found = new List<ProcessEntry>(Math.Min(Limit ?? int.MaxValue, state.Processes.Count));
        foreach (var (name, entry) in state.Processes)
        {
            if (name <= After || (Group is not null && Group != name.Group)) continue;
            if (found.Count == Limit)
            {
                next = PathAfter(found[^1].Spec.Name);
                return found;
            }

            found.Add(entry);
        }

        next = null;
        return found;
    }

    private string PathAfter(ProcessName name) => string.Create(
        CultureInfo.InvariantCulture,
        $"/v1/processes?limit={Limit}{(Group is null ? "" : $"&group={Uri.EscapeDataString(Group)}")}{(IsBrief ? "&brief=true" : "")}&after={Uri.EscapeDataString($"{name.Group}:{name.Name}")}");
}
