using System.Text;
using Supervisor.Core.Events;
using Supervisor.Engine.Recovery;

namespace Supervisor.Engine.Listeners;

/// <summary>The last ticks that pools were told, so that the next brain neither tells one again nor leaves one out.</summary>
internal static class TickRecord
{
    private const string Prefix = "tick/";

    public static void Write(IJournal journal, EventMessage tick) => journal.Put(Prefix + tick.Type.Name(), tick.Payload.Span);

    public static IReadOnlyDictionary<EventType, long> Read(IReadOnlyDictionary<string, byte[]> records)
    {
        var slices = new Dictionary<EventType, long>();
        foreach (var (type, _) in TickRule.Periods)
        {
            if (records.TryGetValue(Prefix + type.Name(), out var payload) && EventMessages.TickTime(Encoding.ASCII.GetString(payload)) is { } when)
            {
                slices[type] = when;
            }
        }

        return slices;
    }
}
