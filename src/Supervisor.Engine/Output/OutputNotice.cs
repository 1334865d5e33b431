namespace Supervisor.Engine.Output;

/// <summary>What the pump tells about a channel: each trouble once when it begins and once when it ends.</summary>
/// <param name="Channel">The channel concerned.</param>
public abstract record OutputNotice(OutputChannel Channel)
{
    /// <summary>For the daemon's log.</summary>
    public abstract string Message { get; }

    /// <summary>True for what belongs at WARN, false for INFO.</summary>
    public virtual bool IsWarning => true;

    /// <summary>The log cannot be opened or written. The process goes on; its output is dropped until writing works again.</summary>
    public sealed record Failing(OutputChannel Channel, string Verb, string Problem) : OutputNotice(Channel)
    {
        public override string Message =>
            $"cannot {Verb} {Channel.Settings.TargetName} ({Channel.Settings.Name}): {Problem}; output is dropped until it can be written";
    }

    /// <summary>Writing works again.</summary>
    public sealed record Recovered(OutputChannel Channel, long DroppedBytes) : OutputNotice(Channel)
    {
        public override bool IsWarning => false;

        public override string Message =>
            $"writing {Channel.Settings.TargetName} ({Channel.Settings.Name}) again; {DroppedBytes} bytes were dropped";
    }

    /// <summary>The file could not be rotated or reopened. Nothing is lost: the open file is written on.</summary>
    public sealed record GoesOnInOldFile(OutputChannel Channel, string Verb, string Problem) : OutputNotice(Channel)
    {
        public override string Message =>
            $"cannot {Verb} {Channel.Settings.TargetName} ({Channel.Settings.Name}): {Problem}; going on in the open file";
    }

    /// <summary>A process has ended, and others of its process group run on.</summary>
    public sealed record LeftBehind(OutputChannel Channel, string Process, int Pid, IReadOnlyList<(int Pid, string Name)> Members) : OutputNotice(Channel)
    {
        private const int MostNamed = 10;

        public override string Message => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Process} (pid {Pid}) has ended and left {Members.Count} of its process group behind: {string.Join(", ", Members.Take(MostNamed).Select(member => $"{member.Name} (pid {member.Pid})"))}");
    }

    /// <summary>Too many earlier runs left descendants that hold their pipe; the oldest pipe was closed.</summary>
    public sealed record PipeGivenUp(OutputChannel Channel, int Held) : OutputNotice(Channel)
    {
        public override string Message =>
            $"closed the oldest of {Held} pipes of {Channel.Settings.Name} that descendants of earlier runs hold open";
    }
}
