namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>A difference that is meant.</summary>
/// <param name="Step">The step that it is seen at, as its label.</param>
/// <param name="Part">Whose part it comes from: of our daemon, or of our client.</param>
/// <param name="Ours">What the step gives with ours, normalised.</param>
/// <param name="Documented">The words of <c>docs/differences.md</c> that say so.</param>
internal sealed record Known(string Step, Part Part, string Ours, string Documented)
{
    public bool Concerns(Pair pair) => Part switch
    {
        Part.Daemon => pair.Daemon == Origin.Ours,
        Part.Ctl => pair.Ctl == Origin.Ours,
        _ => pair is { Daemon: Origin.Ours, Ctl: Origin.Ours },
    };
}

internal enum Part
{
    Daemon,
    Ctl,

    /// <summary>Seen only where both are ours: over the JSON API.</summary>
    Both,
}
