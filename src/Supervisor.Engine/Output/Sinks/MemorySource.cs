using Supervisor.Core.Output;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>Bytes that were read already, or are text of ours.</summary>
internal ref struct MemorySource(ReadOnlySpan<byte> bytes) : IByteSource
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int FinishLine(int slack) => RotationRule.FinishLine(_rest, slack);

    public IoResult MoveTo(OwnedDescriptor file, long offset, int count)
    {
        var result = DescriptorIo.WriteAt(file, _rest[..Math.Min(count, _rest.Length)], offset);
        _rest = _rest[(int)result.Count..];
        return result;
    }
}
