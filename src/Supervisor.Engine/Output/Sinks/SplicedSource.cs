using Supervisor.Core.Output;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>
/// The bytes of a pipe, moved by splice(2): they are in the pipe or in the file, never in our memory only, so that
/// nothing is lost when this process is killed. One for the whole pump, aimed at one pipe after the other.
/// </summary>
internal sealed class SplicedSource : IByteSource, IDisposable
{
    private readonly byte[] _peeked = GC.AllocateUninitializedArray<byte>(RotationRule.LineSlack, pinned: true);

    // Made at once, so that a process that has run out of descriptors can still rotate.
    private readonly (OwnedDescriptor Read, OwnedDescriptor Write) _scratch = Pipe.Create(OpenFlags.NonBlocking);
    private OwnedDescriptor? _pipe;

    public SplicedSource Aim(OwnedDescriptor pipe)
    {
        _pipe = pipe;
        return this;
    }

    public int FinishLine(int slack)
    {
        var shown = Pipe.Tee(_pipe!, _scratch.Write, Math.Min(slack, _peeked.Length));
        var seen = 0;
        while (seen < shown.Count)
        {
            var result = DescriptorIo.Read(_scratch.Read, _peeked.AsSpan(seen));
            if (result.Failed || result.Count == 0) break;
            seen += (int)result.Count;
        }

        return RotationRule.FinishLine(_peeked.AsSpan(0, seen), slack);
    }

    public IoResult MoveTo(OwnedDescriptor file, long offset, int count) => Pipe.SpliceTo(_pipe!, file, offset, count);

    public void Dispose()
    {
        _scratch.Read.Dispose();
        _scratch.Write.Dispose();
    }
}
