using System.Globalization;
using System.Reflection;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Doctor;

/// <summary>Asks the running supervisord, and looks at its processes.</summary>
internal static class DaemonProbe
{
    internal const string BrainArgument = "--supervisor-brain=";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string OwnVersion =
        typeof(DaemonProbe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <param name="settings">Null when there is no server to ask.</param>
    /// <param name="trouble">Why there is none.</param>
    public static async Task<DaemonFacts> LookAsync(ClientSettings? settings, string trouble)
    {
        if (settings is null)
            return Unanswered(DaemonContact.Nowhere, null, trouble);
        string url = settings.Endpoint.Url;
        using var client = new ControlClient(settings.Endpoint, settings.Credentials);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            SupervisorInfo info = await client.GetInfoAsync(patience.Token);
            int? brain = settings.Endpoint.SocketPath is null ? null : BrainOf(info.Pid);
            return new DaemonFacts(
                DaemonContact.Answered, url, "", info.Version, OwnVersion, brain, info.Pid, brain is { } pid ? IsReplaced(pid) : null, info.Warnings);
        }
        catch (ControlException e)
        {
            return Unanswered(ContactOf(e.Error.Failure), url, e.Message);
        }
        catch (OperationCanceledException)
        {
            return Unanswered(DaemonContact.Other, url, string.Create(CultureInfo.InvariantCulture, $"{url} does not answer within {Patience.TotalSeconds} s"));
        }
    }

    private static DaemonContact ContactOf(ControlFailure failure) => failure switch
    {
        ControlFailure.ConnectionRefused or ControlFailure.SocketMissing => DaemonContact.Absent,
        ControlFailure.PermissionDenied or ControlFailure.Unauthorized => DaemonContact.Closed,
        _ => DaemonContact.Other,
    };

    private static DaemonFacts Unanswered(DaemonContact contact, string? url, string text) =>
        new(contact, url, text, null, OwnVersion, null, null, null, []);

    // A child of the keeper that says so itself: in another pid namespace the number names another process.
    private static int? BrainOf(int keeper)
    {
        string parent = keeper.ToString(CultureInfo.InvariantCulture);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                continue;
            if (ProcessFile.Read($"{folder}/cmdline")?.Contains(BrainArgument, StringComparison.Ordinal) == true
                && ProcessFile.Field(ProcessFile.Read($"{folder}/status") ?? "", "PPid") == parent)
            {
                return pid;
            }
        }

        return null;
    }

    private static bool? IsReplaced(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName.EndsWith(" (deleted)", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
