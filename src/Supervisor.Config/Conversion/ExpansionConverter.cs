using System.Text;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>
/// Turns <c>%(name)s</c> into <c>${name}</c>. What has no form in TOML is written as the value that it has now, where
/// it has one.
/// </summary>
/// <param name="scope">What the names stand for at this place.</param>
/// <param name="hidden">Variables that would mean something else in TOML at this place.</param>
/// <param name="own">Variables of the program itself, which have no value yet.</param>
internal sealed class ExpansionConverter(ExpansionScope scope, IReadOnlySet<string> hidden, IReadOnlySet<string> own)
{
    private static readonly string[] Reserved =
        ["here", "host_node_name", "program_name", "group_name", "process_num", "numprocs"];

    /// <summary>Names whose value was written instead of the name.</summary>
    public List<string> Frozen { get; } = [];

    public Parsed<string> Convert(ConfigValue.Text value)
    {
        var parts = PercentText.Parse(value.Value);
        if (parts.Error is not null)
        {
            return Parsed.Fail<string>(PercentExpander.Expand(value.Value, scope, value.Place.File).Error ?? parts.Error);
        }

        var result = new StringBuilder();
        for (var i = 0; i < parts.Value!.Count; i++)
        {
            var part = parts.Value[i];
            if (part.Literal is not null)
            {
                AppendLiteral(result, part.Literal, i + 1 < parts.Value.Count);
                continue;
            }

            var name = NameOf(part);
            if (name is not null)
            {
                result.Append("${").Append(name).Append('}');
                continue;
            }

            if (PercentExpander.VariableOf(part.Name!) is { } variable && own.Contains(variable))
            {
                return Parsed.Fail<string>($"`{part.Written}` has no form in TOML, and no value to write instead");
            }

            var now = PercentExpander.Expand(part.Written, scope, value.Place.File);
            if (now.Error is not null)
            {
                return Parsed.Fail<string>($"`{part.Written}` has no form in TOML, and no value to write instead: {now.Error}");
            }

            Frozen.Add(part.Name!);
            AppendLiteral(result, now.Value!, i + 1 < parts.Value.Count);
        }

        return result.ToString();
    }

    /// <summary>A text as it stands: a dollar is doubled where it would begin something.</summary>
    public static string Literal(string text)
    {
        var result = new StringBuilder();
        AppendLiteral(result, text, more: false);
        return result.ToString();
    }

    /// <summary>What stands between the braces, or null when there is no form for it.</summary>
    private string? NameOf(PercentPart part)
    {
        var format = part.Format;
        if (PercentExpander.IsNumber(part.Name!) && format is { Conversion: 'd' or 'i' or 'u' or 's', Precision: null })
        {
            return format switch
            {
                { Width: 0, Flags: "" or "0" } => part.Name,
                { Width: <= 100, Flags: "" } => $"{part.Name}:{format.Width}",
                { Width: <= 100, Flags: "0", Conversion: not 's' } => $"{part.Name}:0{format.Width}",
                _ => null,
            };
        }

        if (!format.IsPlain)
        {
            return null;
        }

        if (PercentExpander.VariableOf(part.Name!) is not { } variable)
        {
            return Reserved.Contains(part.Name) ? part.Name : null;
        }

        var writable = variable.Length > 0 && !variable.AsSpan().ContainsAny(":{}$") && !Reserved.Contains(variable);
        return writable && !hidden.Contains(variable) ? variable : null;
    }

    private static void AppendLiteral(StringBuilder result, string text, bool more)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var begins = text[i] == '$' && (i + 1 < text.Length ? text[i + 1] is '$' or '{' : more);
            result.Append(text[i]).Append(begins ? "$" : "");
        }
    }
}
