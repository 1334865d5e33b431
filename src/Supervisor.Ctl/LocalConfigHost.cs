using Supervisor.Config.Hosting;
using Supervisor.Posix.Files;

namespace Supervisor.Ctl;

/// <summary>This host as the config sees it, whose files are told apart by what they are.</summary>
internal static class LocalConfigHost
{
    public static SystemConfigHost Create() => new() { SpecialKind = FileKindText.OfSpecial };
}
