using Supervisor.Config.Diagnostics;
using Supervisor.Config.Ini;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>Writes one INI file as TOML, in its order and with its comments.</summary>
/// <param name="source">All files of the config.</param>
/// <param name="path">This one, absolute.</param>
/// <param name="file">Its sections.</param>
/// <param name="sink">Where to report.</param>
internal sealed class FileConverter(ConversionSource source, string path, IniFile file, DiagnosticSink sink)
{
    private static readonly SectionName Daemon = new("supervisord", null);

    private readonly ILookup<SectionName?, IniSection> _sections = file.Sections.ToLookup(section => SectionName.Parse(section.Name));
    private readonly TomlWriter _writer = new();
    private readonly HashSet<SectionName> _written = [];

    /// <param name="include">The patterns of the main file as TOML, or null for an included file.</param>
    public string Convert(IReadOnlyList<string>? include)
    {
        // Comments and the key of [include] go to [supervisord]; where there is none, it begins the file.
        if (include is not null && !file.Sections.Exists(section => section.Name == Daemon.Kind))
        {
            _writer.Table(Daemon.Kind, [], null);
            Additions(include);
        }

        foreach (var section in file.Sections)
        {
            if (SectionName.Parse(section.Name) is not { } name || name.Kind is SectionName.RpcInterface or SectionName.CtlPlugin)
            {
                Other(section);
            }
            else if (_written.Add(name))
            {
                Table(section, name, name == Daemon ? include : null);
            }
        }

        _writer.Paragraph(Trimmed(file.Trailing));
        return _writer.ToString();
    }

    private void Table(IniSection section, SectionName name, IReadOnlyList<string>? include)
    {
        var header = name.Name is null ? name.Kind : $"{name.Kind}.{TomlText.Key(name.Name)}";
        _writer.Table(header, section.Comments, section.Inline);
        var first = true;
        foreach (var same in _sections[name])
        {
            if (!first)
            {
                _writer.Comments([.. Trimmed(same.Comments), .. same.Inline is { } inline ? (string[])[inline] : []]);
            }

            first = false;
            foreach (var pair in same.Pairs)
            {
                Pair(name, pair);
            }
        }

        if (source.StartsIn(name, path))
        {
            foreach (var pair in source.Inherited(name))
            {
                Write(name, pair, [], "from [DEFAULT]");
            }

            if (name.Kind == ListenerReader.Kind && source.Get(name, "payload_length") is null)
            {
                _writer.Pair("payload_length", "\"characters\"", [], "as with an INI file");
            }
        }

        if (include is not null)
        {
            Additions(include);
        }
    }

    private void Additions(IReadOnlyList<string> include)
    {
        if (source.Get(Daemon, "directory") is null)
        {
            _writer.Pair("directory", "\".\"", [], "stay where it was started, as with an INI file");
        }

        if (include.Count > 0)
        {
            _writer.Pair("include", $"[{string.Join(", ", include.Select(TomlText.Value))}]", [], null);
        }
    }

    private void Pair(SectionName section, IniPair pair)
    {
        if (!SectionKeys.Knows(section.Kind, pair.Key))
        {
            _writer.Comments([.. pair.Comments, $"{Shown(pair)}   (unknown key)"]);
            sink.Warn(pair.Place, $"unknown key `{pair.Key}` is left as a comment");
        }
        else if (!source.Counts(section, pair))
        {
            _writer.Comments([.. pair.Comments, $"{Shown(pair)}   (set again elsewhere)"]);
        }
        else
        {
            Write(section, pair, pair.Comments, pair.Inline.Count == 1 ? pair.Inline[0] : null);
        }
    }

    private void Write(SectionName section, IniPair pair, IReadOnlyList<string> comments, string? inline)
    {
        // Comments behind several lines of one value have no place behind the one that it may become.
        List<string> above = [.. comments, .. pair.Inline.Count > 1 ? pair.Inline : []];
        var expansions = source.Converter(section, pair.Key);
        var converted = new ValueConverter(section, pair.Key, expansions).Convert(pair);
        if (converted.Error is not null)
        {
            sink.Error(pair.ValuePlace, $"cannot convert `{pair.Key}`: {converted.Error}");
            return;
        }

        foreach (var name in expansions.Frozen.Distinct(StringComparer.Ordinal))
        {
            above.Add($"was: {Shown(pair)}");
            sink.Warn(pair.ValuePlace, $"`{pair.Key}` has the present value of %({name}), whose name has no such form in TOML");
        }

        if (converted.Value is null)
        {
            _writer.Comments([.. above, Shown(pair)]);
        }
        else
        {
            _writer.Pair(pair.Key, converted.Value, above, inline);
        }
    }

    // What is no table: its comments stay, and its keys as comments.
    private void Other(IniSection section)
    {
        var comments = Trimmed(section.Comments);
        if (section.Name == SectionName.Include)
        {
            _writer.Paragraph([.. comments, .. section.Pairs.SelectMany(pair => pair.Comments.Concat(pair.Inline))]);
            return;
        }

        var builtIn = section.Name == "rpcinterface:supervisor";
        var note = section.Name == SectionName.Defaults ? "written out in each table"
            : builtIn ? "always there" : "not known here";
        if (note == "not known here")
        {
            sink.Warn(section.Place, $"[{section.Name}] is left as a comment");
        }

        _writer.Paragraph(
        [
            .. comments, $"[{section.Name}]   ({note})",
            .. builtIn ? [] : section.Pairs.SelectMany(pair => pair.Comments.Append(Shown(pair)).Concat(pair.Inline)),
        ]);
    }

    private static string Shown(IniPair pair) => $"{pair.Key} = {pair.Value.Replace('\n', ' ')}";

    private static List<string> Trimmed(IReadOnlyList<string> comments)
    {
        var last = comments.Count;
        while (last > 0 && comments[last - 1].Length == 0)
        {
            last--;
        }

        return [.. comments.Take(last)];
    }
}
