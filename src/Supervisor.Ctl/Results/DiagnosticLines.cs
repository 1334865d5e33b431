using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>What the server found in its config files, in the form that compilers and editors use.</summary>
internal static class DiagnosticLines
{
    public static string Line(DiagnosticInfo diagnostic) => (diagnostic.File, diagnostic.Line) switch
    {
        ("", _) => $"{diagnostic.Severity}: {diagnostic.Text}",
        (_, 0) => $"{diagnostic.File}: {diagnostic.Severity}: {diagnostic.Text}",
        _ => string.Create(null, $"{diagnostic.File}:{diagnostic.Line}:{diagnostic.Column}: {diagnostic.Severity}: {diagnostic.Text}"),
    };

    /// <summary>Warnings of a config that is good enough: beside the result, which scripts read.</summary>
    public static void WriteWarnings(Session session, ConfigChanges changes)
    {
        foreach (DiagnosticInfo diagnostic in changes.Diagnostics)
            session.Errors.Line(Line(diagnostic));
        session.Errors.Flush();
    }

    /// <summary>A config that cannot be used: every diagnostic, then supervisord's own line.</summary>
    public static void FailConfig(this Session session, Problem problem)
    {
        if (!session.Json)
        {
            foreach (DiagnosticInfo diagnostic in problem.Diagnostics ?? [])
                session.Output.Line(Line(diagnostic));
        }

        session.Fail(ExitCode.Generic, $"ERROR: CANT_REREAD: {problem.Detail}", problem);
    }
}
