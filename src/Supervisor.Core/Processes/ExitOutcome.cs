using System.Text.Json.Serialization;

namespace Supervisor.Core.Processes;

/// <summary>How a process ended.</summary>
[JsonDerivedType(typeof(ExitOutcome.Code), "code")]
[JsonDerivedType(typeof(ExitOutcome.Signalled), "signalled")]
[JsonDerivedType(typeof(ExitOutcome.Lost), "lost")]
public abstract record ExitOutcome
{
    private ExitOutcome()
    {
    }

    /// <summary>What the API shows as <c>exitstatus</c>: the code, or -1 when a signal ended it.</summary>
    public abstract int Status { get; }

    /// <summary>What log lines say: <c>exit status 3</c>, <c>terminated by SIGSEGV (core dumped)</c>.</summary>
    public abstract string Text { get; }

    /// <summary>It is gone, and nobody was there to be told how.</summary>
    public sealed record Lost : ExitOutcome
    {
        public override int Status => -1;

        public override string Text => "exit status unknown";
    }

    public sealed record Code(int Value) : ExitOutcome
    {
        public override int Status => Value;

        public override string Text => $"exit status {Value}";
    }

    public sealed record Signalled(Specs.Signal Signal, bool CoreDumped) : ExitOutcome
    {
        /// <summary>Whether the kernel has killed it because memory ran out.</summary>
        public bool OutOfMemory { get; init; }

        public override int Status => -1;

        public override string Text => $"terminated by {Signal}{(CoreDumped ? " (core dumped)" : OutOfMemory ? " (out of memory)" : "")}";
    }
}
