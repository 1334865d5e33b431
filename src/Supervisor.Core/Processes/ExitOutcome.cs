namespace Supervisor.Core.Processes;

/// <summary>How a process ended.</summary>
public abstract record ExitOutcome
{
    private ExitOutcome()
    {
    }

    /// <summary>What the API shows as <c>exitstatus</c>: the code, or -1 when a signal ended it.</summary>
    public abstract int Status { get; }

    /// <summary>What log lines say: <c>exit status 3</c>, <c>terminated by SIGSEGV (core dumped)</c>.</summary>
    public abstract string Text { get; }

    public sealed record Code(int Value) : ExitOutcome
    {
        public override int Status => Value;

        public override string Text => $"exit status {Value}";
    }

    public sealed record Signalled(Specs.Signal Signal, bool CoreDumped) : ExitOutcome
    {
        public override int Status => -1;

        public override string Text => $"terminated by {Signal}{(CoreDumped ? " (core dumped)" : "")}";
    }
}
