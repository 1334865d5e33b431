using System.Diagnostics;
using System.Globalization;

namespace Supervisor.Keeper.Brain;

/// <summary>What a service tells its manager, in the words of sd_notify(3); for <see cref="KeeperChildHost.NotifyHost(string)"/>.</summary>
public static class ServiceNotice
{
    private const int LongestStatus = 1000;

    /// <summary>The start, or a reload, is over.</summary>
    public const string Ready = "READY=1";

    /// <summary>The end has begun.</summary>
    public const string Stopping = "STOPPING=1";

    /// <summary>A reload has begun at this moment (Type=notify-reload wants the time of it); <see cref="Ready"/> ends it.</summary>
    public static string Reloading() =>
        string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}");

    /// <summary>One line for people, which <c>systemctl status</c> shows; cut to 1,000 characters.</summary>
    public static string Status(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = text.ReplaceLineEndings(" ");
        return $"STATUS={(line.Length > LongestStatus ? line[..LongestStatus] : line)}";
    }

    /// <summary>Asks for more time, from now on, where a start or an end takes longer than the unit allows.</summary>
    public static string ExtendTimeout(TimeSpan by) =>
        string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)by.TotalMicroseconds}");

    /// <summary>
    /// Has the manager hold the descriptors that go with it, over a restart of the service (FileDescriptorStoreMax=). They come back with LISTEN_FDS.
    /// </summary>
    /// <param name="name">At most 255 characters of ASCII without a colon.</param>
    public static string Store(string name) => $"FDSTORE=1\nFDNAME={name}\nFDPOLL=0";
}
