using System.Collections.Concurrent;
using Supervisor.Core.Output;
using Supervisor.Engine.Output;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

/// <summary>A pump, a folder for its logs, and all that it said.</summary>
internal sealed class PumpRig : IDisposable
{
    public PumpRig() => Pump = new OutputPump(Notices.Enqueue);

    public TemporaryFolder Folder { get; } = new();

    public ConcurrentQueue<OutputNotice> Notices { get; } = new();

    public OutputPump Pump { get; }

    public string LogPath => Folder["out.log"];

    public OutputChannel OpenFile(string name = "out.log", long maxBytes = 0, int backups = 0) =>
        Open(new SinkTarget.File(Folder[name]), maxBytes, backups);

    public OutputChannel Open(SinkTarget target, long maxBytes = 0, int backups = 0)
    {
        var channel = Pump.Open(new ChannelSettings("web stdout", target, new RotationPolicy(maxBytes, backups)));
        channel.Prepare();
        return channel;
    }

    public byte[] Log(string name = "out.log") => File.ReadAllBytes(Folder[name]);

    /// <summary>All files of the log, the oldest first.</summary>
    public IReadOnlyList<byte[]> LogFiles(string name = "out.log")
    {
        var files = new List<byte[]>();
        for (var index = 0; File.Exists(RotationPolicy.BackupPath(Folder[name], index)); index++)
        {
            files.Insert(0, File.ReadAllBytes(RotationPolicy.BackupPath(Folder[name], index)));
        }

        return files;
    }

    public void Dispose()
    {
        Pump.Dispose();
        Folder.Dispose();
    }
}
