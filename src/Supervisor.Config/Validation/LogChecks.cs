using Supervisor.Config.Diagnostics;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Warnings about settings of logs that do not go together.</summary>
internal static class LogChecks
{
    public static void Report(string program, ProgramSettings settings, DiagnosticSink sink)
    {
        Unbounded(program, "stdout_logfile", settings.Stdout, settings, sink);
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
