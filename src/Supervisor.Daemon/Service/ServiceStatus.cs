using System.Globalization;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;

namespace Supervisor.Daemon.Service;

/// <summary>How it stands with the programs, as one line for people.</summary>
internal static class ServiceStatus
{
    /// <summary>Such as <c>12 of 13 programs running</c>. Processes of one program count each, since each can fail by itself.</summary>
    public static string Describe(RosterState state)
    {
        var total = state.Processes.Count.ToString(CultureInfo.InvariantCulture);
        return state.Phase switch
        {
            RosterPhase.Shutdown => $"stopping: {Count(state, entry => entry.State.Pid is not null)} of {total} programs still there",
            RosterPhase.Restarting => $"reloading: {Count(state, entry => entry.State.Pid is not null)} of {total} programs still there",
            _ => $"{Count(state, entry => entry.State.Code == StateCode.Running)} of {total} programs running",
        };
    }

    /// <summary>Whether each program that is to run has been started, or its start has failed. Whether it stays up takes longer to know.</summary>
    public static bool IsStarted(RosterState state) =>
        state.Phase == RosterPhase.Running && !state.Processes.Values.Any(entry => entry.State is ProcessState.Starting { Child: null });

    private static string Count(RosterState state, Func<ProcessEntry, bool> which) =>
        state.Processes.Values.Count(which).ToString(CultureInfo.InvariantCulture);
}
