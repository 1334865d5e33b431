using System.Collections;
using System.Globalization;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What a service manager tells a service by its environment. It is meant for the keeper, and nobody that it starts inherits it.</summary>
internal static class ServiceEnvironment
{
    /// <summary>The names of kept descriptors that were passed at the start begin with this.</summary>
    internal const string ListenPrefix = "listen:";

    private const int FirstListenDescriptor = 3;
    private const int MostListenDescriptors = 1024;

    private static readonly string[] Ours =
    [
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "LISTEN_PIDFDID",
    ];

    internal static string? NotifyAddress => Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>Whether somebody wants to hear of us.</summary>
    internal static bool HasManager => !string.IsNullOrEmpty(NotifyAddress);

    /// <summary>
    /// A quarter of the time within which a sign of life is wanted (sd_watchdog_enabled(3)), so that a brain that hangs can be replaced in time. Null when
    /// none is wanted from this process.
    /// </summary>
    internal static TimeSpan? WatchdogInterval =>
        IsForUs("WATCHDOG_PID", must: false)
        && long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds is > 0 and < long.MaxValue / 10
            ? TimeSpan.FromMicroseconds(microseconds / 4)
            : null;

    /// <summary>The environment of this process for others.</summary>
    internal static IEnumerable<string> WithoutOurs(params IReadOnlyList<string> others) =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => !Ours.Contains((string)e.Key) && !others.Contains((string)e.Key))
            .Select(e => $"{e.Key}={e.Value}");

    /// <summary>
    /// The descriptors that were passed (sd_listen_fds_with_names(3)), close-on-exec from now on, by the names to keep them under: <c>listen:NAME</c>, and
    /// <c>listen:NAME:2</c> and so on for further ones of the same name. A name cannot have a colon.
    /// </summary>
    internal static IEnumerable<(string Name, OwnedDescriptor Descriptor)> TakeListening()
    {
        if (!IsForUs("LISTEN_PID", must: true)
            || !int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            yield break;
        }

        var names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(count, MostListenDescriptors); i++)
        {
            var number = FirstListenDescriptor + i;
            if (!DescriptorNumbers.IsOpen(number))
                continue;
            DescriptorNumbers.SetCloseOnExec(number, true);
            var name = i < names.Length && names[i].Length > 0 ? names[i] : "unknown";
            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            yield return (times == 1 ? $"{ListenPrefix}{name}" : string.Create(CultureInfo.InvariantCulture, $"{ListenPrefix}{name}:{times}"), new OwnedDescriptor(number));
        }
    }

    private static bool IsForUs(string variable, bool must) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } pid
        ? pid == CurrentProcess.Pid.ToString(CultureInfo.InvariantCulture)
        : !must;
}
