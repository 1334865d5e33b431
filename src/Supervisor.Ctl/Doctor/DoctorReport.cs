using System.Text.Json;
using System.Text.Json.Serialization;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Doctor;

/// <summary>The findings on a screen, or as a document.</summary>
internal static class DoctorReport
{
    private const int CheckWidth = 20;
    private const int VerdictWidth = 8;

    /// <returns>0 when no promise fails, else 1.</returns>
    public static int Write(IReadOnlyList<Finding> findings, bool json, TextOutput output)
    {
        bool holds = findings.All(finding => finding.Verdict != Verdict.Failed);
        if (json)
        {
            var document = new DoctorDocument(holds, [.. findings.Select(DoctorLine.Of)]);
            output.Bytes(JsonSerializer.SerializeToUtf8Bytes(document, DoctorJson.Default.DoctorDocument));
            output.Line("");
        }
        else
        {
            foreach (Finding finding in findings)
                WriteLine(finding, output);
        }

        return holds ? ExitCode.Ok : ExitCode.Generic;
    }

    private static void WriteLine(Finding finding, TextOutput output)
    {
        output.Line($"{DoctorLine.Word(finding.Verdict).PadRight(VerdictWidth)}{finding.Check.PadRight(CheckWidth)} {finding.Text}");
        if (finding.Remedy is { } remedy)
            output.Line($"{new string(' ', VerdictWidth + CheckWidth + 1)}-> {remedy}");
    }
}

/// <summary>What <c>doctor --json</c> prints.</summary>
/// <param name="Holds">Whether no verdict is <c>failed</c>.</param>
/// <param name="Findings">In the order of the table.</param>
internal sealed record DoctorDocument(bool Holds, IReadOnlyList<DoctorLine> Findings);

/// <param name="Check">Stable name; folders are <c>folder PATH</c>.</param>
/// <param name="Verdict"><c>ok</c>, <c>limited</c>, <c>failed</c> or <c>unknown</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="Remedy">For people; left out when there is none.</param>
internal sealed record DoctorLine(string Check, string Verdict, string Text, string? Remedy)
{
    public static DoctorLine Of(Finding finding) => new(finding.Check, Word(finding.Verdict), finding.Text, finding.Remedy);

    public static string Word(Verdict verdict) => verdict switch
    {
        Doctor.Verdict.Ok => "ok",
        Doctor.Verdict.Limited => "limited",
        Doctor.Verdict.Failed => "failed",
        _ => "unknown",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext;
