using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>Bytes that wait to be moved to a file, in a pipe or in memory.</summary>
internal interface IByteSource
{
    /// <summary>How many of the next bytes finish the line, without taking them: see <see cref="Supervisor.Core.Output.RotationRule.FinishLine"/>.</summary>
    int FinishLine(int slack);

    /// <summary>Takes the next bytes and writes them at the offset.</summary>
    IoResult MoveTo(OwnedDescriptor file, long offset, int count);
}
