using System.Globalization;
using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>When a process began, by proc(5): with the pid it names one process for as long as the machine is up.</summary>
internal static class StartTime
{
    private const int FieldsFromState = 19;

    /// <summary>For a child that was not reaped yet. The ticks are 0 where there is no /proc.</summary>
    internal static ChildBirth Read(int pid) => new(pid, Ticks(pid), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    // The name, in parentheses, may have spaces; the state is the field after it, and the start is the 19th after that.
    internal static long Ticks(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")).AsSpan();
            var rest = stat[(stat.LastIndexOf(')') + 2)..];
            for (var i = 0; i < FieldsFromState; i++)
                rest = rest[(rest.IndexOf(' ') + 1)..];
            return long.TryParse(rest[..rest.IndexOf(' ')], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
