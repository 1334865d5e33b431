namespace Supervisor.Core.Specs;

/// <summary>When the supervisor stops everything and ends without being told to. Event listeners do not count as programs.</summary>
public enum ExitWhen
{
    /// <summary>Only when it is told to; supervisord's behaviour.</summary>
    Never,

    /// <summary>No program runs any more, and the last one ended by itself.</summary>
    AllExited,

    /// <summary>One program has ended by itself and is not started again.</summary>
    AnyExited,

    /// <summary>One program could not be started, or ended too quickly too often.</summary>
    AnyFatal,
}
