using Supervisor.Config.Diagnostics;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Warnings about settings of logs that do not go together.</summary>
internal static class LogChecks
{
    public static void Report(string section, ProgramSettings settings, DiagnosticSink sink)
    {
        Unbounded(section, "stdout_logfile", settings.Stdout, settings, sink);
        WithoutEffect(section, "stdout", settings.Stdout, settings, sink);
        WithoutEffect(section, "stderr", settings.Stderr, settings, sink);
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

    // Accepted, since the files that have them are right; said, since whoever wrote them waits for something.
    private static void WithoutEffect(string section, string stream, LogSpec log, ProgramSettings settings, DiagnosticSink sink)
    {
        Say($"{stream}_syslog", log.Syslog);

        void Say(string key, bool isOn)
        {
            if (isOn && settings.Places.TryGetValue(key, out var place))
                sink.Warn(place, $"For [{section}], {key} has no effect in this version");
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
