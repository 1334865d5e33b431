using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Supervisor.Engine.Children;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// Output that was on its way from the pipe of a program to its log when a brain died. It is in a pipe of the brain's whose read end is kept, and a memory file
/// that is kept beside it tells whose it is.
/// </summary>
public sealed class StagedOutput : IDisposable
{
    private const string PipePrefix = "staging ";
    private const string OwnerPrefix = "staged ";

    private readonly IKeptDescriptors _kept;
    private readonly string _number;

    // Its length (4 bytes, little-endian), then the name of the channel. Made at once, so that a process that has run out of descriptors has it.
    private readonly OwnedDescriptor _owner = MemoryFile.Create([]);
    private bool _isKept;

    /// <param name="kept">What keeps descriptors for the next brain.</param>
    /// <param name="brain">The number of this brain. Each has names of its own: what the one before has left may still wait for its log.</param>
    public StagedOutput(IKeptDescriptors kept, long brain)
    {
        _kept = kept;
        _number = brain.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes down whose bytes will be in the pipe from now on. False when that cannot be done: then nothing may be put there.</summary>
    public bool Note(string channel, OwnedDescriptor pipe)
    {
        var name = Encoding.UTF8.GetBytes(channel);
        var record = new byte[sizeof(int) + name.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Length);
        name.CopyTo(record, sizeof(int));
        if (DescriptorIo.WriteAt(_owner, record, 0).Count != record.Length) return false;
        if (_isKept) return true;
        _kept.Keep(OwnerPrefix + _number, _owner);
        _kept.Keep(PipePrefix + _number, pipe);
        return _isKept = true;
    }

    public void Dispose() => _owner.Dispose();

    /// <summary>Has what earlier brains left written into the logs it belongs to; to be called before newer pipes are attached.</summary>
    internal static void TakeUp(IKeptDescriptors kept, ChildTable children, Action<EngineNotice> tell)
    {
        foreach (var name in kept.Names.Where(name => name.StartsWith(PipePrefix, StringComparison.Ordinal)).ToArray())
        {
            var ownerName = OwnerPrefix + name[PipePrefix.Length..];
            using var owner = kept.Take(ownerName);
            var pipe = kept.Take(name);
            var bytes = pipe is null ? 0 : DescriptorIo.Available(pipe);
            if (bytes > 0)
            {
                var channelName = ReadOwner(owner);
                if (children.All.SelectMany(child => child.Channels).FirstOrDefault(channel => channel.Settings.Name == channelName) is { } channel)
                {
                    channel.AttachStaged(pipe!, Drop);
                    continue;
                }

                tell(new EngineNotice(
                    $"cannot write {bytes} bytes that {channelName} had written before the last crash: it is no longer in the config; they are dropped", IsWarning: true));
            }

            pipe?.Dispose();
            Drop();

            void Drop()
            {
                kept.Drop(name);
                kept.Drop(ownerName);
            }
        }
    }

    private static string ReadOwner(OwnedDescriptor? owner)
    {
        if (owner is null) return "";
        var record = new byte[DescriptorIo.Size(owner).Count];
        var read = DescriptorIo.ReadAt(owner, record, 0);
        if (read.Count < sizeof(int)) return "";
        var length = BinaryPrimitives.ReadInt32LittleEndian(record);
        return length >= 0 && length <= read.Count - sizeof(int) ? Encoding.UTF8.GetString(record, sizeof(int), length) : "";
    }
}
