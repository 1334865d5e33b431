using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Warnings about settings of logs that do not go together.</summary>
internal static class LogChecks
{
    public static void Report(string section, ProgramSettings settings, ConfigTable table, DiagnosticSink sink)
    {
        Unbounded(section, "stdout_logfile", settings.Stdout, settings, sink);
        if (settings.Syslog is not null && table.TryGet("syslog", out var syslog) && !settings.Stdout.Syslog && !settings.Stderr.Syslog)
        {
            sink.Warn(
                syslog.Value.Place,
                $"For [{section}], syslog says where lines go, but nothing goes there without stdout_syslog or stderr_syslog");
        }

        if (!settings.RedirectStderr)
        {
            Unbounded(section, "stderr_logfile", settings.Stderr, settings, sink);
        }
        else if (settings.Stderr.Destination is LogDestination.File)
        {
            sink.Warn(
                settings.Places["stderr_logfile"],
                $"For [{section}], redirect_stderr=true but stderr_logfile has also been set to a filename, "
                    + "the filename has been ignored");
        }
    }

    private static void Unbounded(string section, string key, LogSpec log, ProgramSettings settings, DiagnosticSink sink)
    {
        if (log is { Destination: LogDestination.Auto, MaxBytes: 0 })
        {
            sink.Warn(
                settings.Places[key + "_maxbytes"],
                $"For [{section}], AUTO logging used for {key} without rollover, set maxbytes > 0 to avoid "
                    + "filling up filesystem unintentionally");
        }
    }
}
