using Supervisor.Config.Diagnostics;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Warnings about settings of logs that do not go together.</summary>
internal static class LogChecks
{
    public static void Report(string program, ProgramSettings settings, DiagnosticSink sink)
    {
        Unbounded(program, "stdout_logfile", settings.Stdout, settings, sink);
        WithoutEffect(program, "stdout", settings.Stdout, settings, sink);
        WithoutEffect(program, "stderr", settings.Stderr, settings, sink);
        if (!settings.RedirectStderr)
        {
            Unbounded(program, "stderr_logfile", settings.Stderr, settings, sink);
        }
        else if (settings.Stderr.Destination is LogDestination.File)
        {
            sink.Warn(
                settings.Places["stderr_logfile"],
                $"For [program.{program}], redirect_stderr=true but stderr_logfile has also been set to a filename, "
                    + "the filename has been ignored");
        }
    }

    // Accepted, since the files that have them are right; said, since whoever wrote them waits for something.
    private static void WithoutEffect(string program, string stream, LogSpec log, ProgramSettings settings, DiagnosticSink sink)
    {
        Say($"{stream}_capture_maxbytes", log.CaptureMaxBytes > 0);
        Say($"{stream}_events_enabled", log.EventsEnabled);
        Say($"{stream}_syslog", log.Syslog);

        void Say(string key, bool isOn)
        {
            if (isOn && settings.Places.TryGetValue(key, out var place))
                sink.Warn(place, $"For [program.{program}], {key} has no effect in this version");
        }
    }

    private static void Unbounded(string program, string key, LogSpec log, ProgramSettings settings, DiagnosticSink sink)
    {
        if (log is { Destination: LogDestination.Auto, MaxBytes: 0 })
        {
            sink.Warn(
                settings.Places[key + "_maxbytes"],
                $"For [program.{program}], AUTO logging used for {key} without rollover, set maxbytes > 0 to avoid "
                    + "filling up filesystem unintentionally");
        }
    }
}
