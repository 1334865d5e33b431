using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Why the supervisor ends without being told to.</summary>
public enum EndReason
{
    /// <summary>A program with <c>essential</c> has ended.</summary>
    Essential,

    /// <summary><see cref="ExitWhen.AllExited"/></summary>
    AllExited,

    /// <summary><see cref="ExitWhen.AnyExited"/></summary>
    AnyExited,

    /// <summary><see cref="ExitWhen.AnyFatal"/></summary>
    AnyFatal,
}

/// <summary>The end that a program has brought about. The first one counts, whatever ends while everything stops.</summary>
/// <param name="Cause">Whose exit status becomes that of the supervisor; null when all have ended as expected.</param>
/// <param name="How">What became of it; null where <paramref name="Cause"/> is.</param>
public sealed record Ending(EndReason Reason, ProcessName? Cause, LifeEnd? How);
