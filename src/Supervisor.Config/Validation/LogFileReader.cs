using Supervisor.Config.Documents;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads the keys of one output stream into its <see cref="LogSpec"/>; what cannot be read leaves it as it is.</summary>
internal static class LogFileReader
{
    public static LogSpec Destination(LogSpec log, ConfigEntry entry, ValueReader reader, MachineChecks machine)
    {
        if (reader.Text(entry)?.Trim() is not { } text)
        {
            return log;
        }

        switch (text.ToUpperInvariant())
        {
            case "NONE" or "OFF":
            case "" when entry.IsIni:
                return log with { Destination = LogDestination.None.Instance };
            case "AUTO":
                return log with { Destination = LogDestination.Auto.Instance };
            case "SYSLOG":
                reader.Warn(
                    entry.Place,
                    $"For [program{(entry.IsIni ? ':' : '.')}{reader.Scope.ProgramName}], {entry.Key}=syslog but this is deprecated and will be removed.  "
                        + $"Use {entry.Key[..6]}_syslog=true to enable syslog instead.");
                return log with { Destination = LogDestination.None.Instance, Syslog = true };
        }

        var path = machine.File(text);
        if (path.Error is not null)
        {
            reader.Invalid(entry, path.Error);
            return log;
        }

        return log with { Destination = new LogDestination.File(path.Value!) };
    }

    public static LogSpec MaxBytes(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.ByteSize(entry) is { } bytes ? log with { MaxBytes = bytes } : log;

    public static LogSpec Backups(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.Integer(entry) is { } count ? log with { Backups = count } : log;

    public static LogSpec Capture(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.ByteSize(entry) is { } bytes ? log with { CaptureMaxBytes = bytes } : log;

    public static LogSpec Events(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.Boolean(entry) is { } enabled ? log with { EventsEnabled = enabled } : log;

    // "syslog" as the file name switches it on too, and stays on whatever comes after.
    public static LogSpec Syslog(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.Boolean(entry) is true ? log with { Syslog = true } : log;

    public static LogSpec Journal(LogSpec log, ConfigEntry entry, ValueReader reader) =>
        reader.Boolean(entry) is { } enabled ? log with { Journal = enabled } : log;
}
