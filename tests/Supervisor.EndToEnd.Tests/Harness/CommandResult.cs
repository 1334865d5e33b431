namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>What a command that has ended has left: its exit status and its output.</summary>
internal sealed record CommandResult(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Status and output in one value, so that a failing comparison shows everything.</summary>
    public override string ToString() => $"exit {ExitCode}\n{Stdout}{(Stderr.Length > 0 ? $"--- stderr ---\n{Stderr}" : "")}";
}
