using System.Text;
using Supervisor.Config.Diagnostics;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Ini;
using Supervisor.Config.Toml;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Documents;

/// <summary>Reads a config file and all that it includes into one document.</summary>
internal sealed class DocumentLoader
{
    /// <summary>Bytes of one file; a program list of 100,000 programs is smaller.</summary>
    public const int LargestFile = 16 << 20;

    private const int LargestConfig = 64 << 20;
    private const int MostFiles = 10_000;
    private const int DeepestChain = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IConfigHost _host;
    private readonly DiagnosticSink _sink;
    private readonly ConfigTable _root = new(TableOrigin.Header, SourcePlace.Nowhere);
    private readonly List<ConfigFile> _files = [];
    private readonly List<string> _messages = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _chain = [];
    private readonly IniTables _iniTables;
    private readonly List<(string Path, IniFile File)> _iniFiles = [];
    private int _bytes;

    public DocumentLoader(IConfigHost host, DiagnosticSink sink)
    {
        _host = host;
        _sink = sink;
        _iniTables = new IniTables(_root, sink);
    }

    /// <summary>The INI files as they are written, with absolute paths and in the order in which they were read.</summary>
    public IReadOnlyList<(string Path, IniFile File)> IniFiles => _iniFiles;

    public LoadedDocument Load(string path)
    {
        var absolute = PathText.Absolute(path, _host.CurrentDirectory);
        _sink.Order(path);
        _known.Add(absolute);
        var content = _host.ReadFile(absolute, LargestFile);
        if (content.Bytes is null)
        {
            var nowhere = SourcePlace.Nowhere;
            _sink.Error(nowhere, content.Missing
                ? $"could not find config file {path}"
                : $"could not read config file {path}: {content.Error}");
        }
        else
        {
            Read(path, absolute, content.Bytes);
        }

        _iniTables.ApplyDefaults();
        return new LoadedDocument(new ConfigDocument(path, _root), _files, _messages, _iniTables.Plugins);
    }

    private void Read(string shown, string absolute, byte[] bytes)
    {
        _bytes += bytes.Length;
        if (Decode(shown, bytes) is not { } text)
        {
            return;
        }

        _files.Add(new ConfigFile(absolute, text));
        if (!ConfigDocument.IsToml(absolute))
        {
            ReadIni(shown, absolute, text);
            return;
        }

        var table = TomlReader.Read(shown, text, _sink);
        var include = TakeInclude(table);
        TableMerger.Merge(_root, table, _sink);
        if (include is not null)
        {
            _chain.Add(absolute);
            Include(include, absolute);
            _chain.RemoveAt(_chain.Count - 1);
        }
    }

    private void ReadIni(string shown, string absolute, string text)
    {
        var file = IniReader.Read(shown, text, _sink);
        _iniFiles.Add((absolute, file));
        var includes = _iniTables.Add(file);
        foreach (var include in includes.Where(_ => _chain.Count > 0))
        {
            _sink.Warn(include.Place, "[include] is ignored here: only that of the main file counts");
        }

        if (includes.Count > 0 && _chain.Count == 0)
        {
            _chain.Add(absolute);
            IncludeIni(includes, absolute);
            _chain.RemoveAt(_chain.Count - 1);
        }
    }

    private void IncludeIni(IReadOnlyList<IniSection> sections, string absolute)
    {
        foreach (var section in sections)
        {
            foreach (var other in section.Pairs.Where(pair => pair.Key != "files"))
            {
                _sink.Warn(other.Place, $"unknown key `{other.Key}` in [include] is ignored");
            }
        }

        if (sections.SelectMany(section => section.Pairs).LastOrDefault(pair => pair.Key == "files") is not { } files)
        {
            _sink.Error(sections[0].Place, ".ini file has [include] section, but no files setting");
            return;
        }

        var value = new ConfigValue.Text(files.Value, files.ValuePlace, TextSyntax.Percent);
        var patterns = new ValueReader(_sink, new ExpansionScope(_host), SectionName.Include).Text(new ConfigEntry(files.Key, files.Place, value));
        foreach (var pattern in patterns?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            Include(pattern, files.ValuePlace, absolute, isIni: true);
        }
    }

    private string? Decode(string shown, byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            var before = bytes.AsSpan(0, Math.Clamp(error.Index, 0, bytes.Length));
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            _sink.Error(new SourcePlace(shown, line, column), "the file is not valid UTF-8 here");
            return null;
        }
    }

    // Every file may include others, so this one key is not merged: each file's own is followed.
    private static ConfigEntry? TakeInclude(ConfigTable table) =>
        table.Child("supervisord") is { } supervisord && supervisord.TryGet("include", out var entry)
            && supervisord.Remove("include") ? entry : null;

    private void Include(ConfigEntry include, string absolute)
    {
        var reader = new ValueReader(_sink, new ExpansionScope(_host));
        foreach (var (pattern, place) in reader.List(include) ?? [])
        {
            Include(pattern, place, absolute, isIni: false);
        }
    }

    private void Include(string pattern, SourcePlace place, string absolute, bool isIni)
    {
        var absolutePattern = PathText.Absolute(pattern, PathText.Parent(absolute));
        var matches = PathGlob.Expand(absolutePattern, _host);
        if (matches.Count == 0)
        {
            _sink.Warn(place, $"No file matches via include \"{absolutePattern}\"");
        }

        foreach (var match in matches)
        {
            // supervisord would read its main file again, to no effect.
            if (!isIni || match != absolute)
            {
                IncludeFile(match, place);
            }
        }
    }

    private void IncludeFile(string path, SourcePlace place)
    {
        if (_chain.Contains(path))
        {
            var chain = _chain.Skip(_chain.IndexOf(path)).Append(path);
            _sink.Error(place, $"the files include each other in a circle: {string.Join(" -> ", chain)}");
            return;
        }

        // Two patterns may match the same file; it is one file all the same.
        if (!_known.Add(path))
        {
            return;
        }

        if (_known.Count > MostFiles || _chain.Count > DeepestChain || _bytes > LargestConfig)
        {
            _sink.Error(
                place,
                $"cannot include {path}: a config may have {MostFiles} files of {LargestConfig >> 20} MiB together, "
                    + $"{DeepestChain} levels deep");
            return;
        }

        _sink.Order(path);
        var content = _host.ReadFile(path, LargestFile);
        if (content.Bytes is null)
        {
            _sink.Error(place, $"cannot include {path}: {content.Error}");
            return;
        }

        _messages.Add($"Included extra file \"{path}\" during parsing");
        Read(path, path, content.Bytes);
    }
}
