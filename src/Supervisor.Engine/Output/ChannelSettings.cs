using Supervisor.Core.Output;

namespace Supervisor.Engine.Output;

/// <summary>What one channel is for.</summary>
/// <param name="Name">For messages: the process and the stream, as in <c>web:web_00 stdout</c>.</param>
/// <param name="Target">Where the bytes go.</param>
/// <param name="Rotation">When a regular file is rotated; other targets never are.</param>
public sealed record ChannelSettings(string Name, SinkTarget Target, RotationPolicy Rotation)
{
    /// <summary>The target as people know it: a path, <c>/dev/stdout</c>, <c>/dev/stderr</c> or <c>none</c>.</summary>
    public string TargetName => Target switch
    {
        SinkTarget.File file => file.Path,
        SinkTarget.Daemon { Descriptor: 1 } => "/dev/stdout",
        SinkTarget.Daemon => "/dev/stderr",
        _ => "none",
    };
}
