namespace Supervisor.Keeper;

/// <summary>
/// Names one life of one child: the process's name and its generation, which grows with every start.
/// Never a bare pid, since the kernel gives pids out again.
/// </summary>
public readonly record struct ChildRef(string Name, int Generation)
{
    public override string ToString() => $"{Name}#{Generation}";
}
