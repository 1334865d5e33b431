using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// A pipe of our own between the pipe of a busy program and its log. The kernel locks a pipe until all that is spliced from it is in the file, and the
/// program cannot write meanwhile; from pipe to pipe only the ownership of pages moves. The read end is kept for the next brain
/// (<see cref="StagedOutput"/>), with a note of whose bytes are in it. Empty between two transfers. Pump thread only.
/// </summary>
internal sealed class StagingPipe(StagedOutput kept) : IDisposable
{
    /// <summary>Less than this is in the file as soon as it would be in another pipe.</summary>
    public const int LeastBytes = 32 * 1024;

    // Made at once, so that a process that has run out of descriptors has them.
    private readonly (OwnedDescriptor Read, OwnedDescriptor Write) _ends = Pipe.Create(OpenFlags.NonBlocking);
    private OutputChannel? _owner;

    public OwnedDescriptor ReadEnd => _ends.Read;

    /// <summary>Takes up to this many bytes out of a pipe. All of them are to be taken out of <see cref="ReadEnd"/> before the next call.</summary>
    /// <returns>How many are in it now; 0 when the pipe is empty, or nothing can be staged.</returns>
    public int Fill(OutputChannel owner, OwnedDescriptor pipe, int count)
    {
        if (owner != _owner && !TryOwn(owner)) return 0;
        return (int)Pipe.SpliceAlong(pipe, _ends.Write, count).Count;
    }

    public void Dispose()
    {
        _ends.Read.Dispose();
        _ends.Write.Dispose();
        kept.Dispose();
    }

    private bool TryOwn(OutputChannel owner)
    {
        // Where it may not grow it does with what it has.
        if (_owner is null) Pipe.SetCapacity(_ends.Write, Pipe.MaxCapacity);
        if (!kept.Note(owner.Settings.Name, _ends.Read)) return false;
        _owner = owner;
        return true;
    }
}
