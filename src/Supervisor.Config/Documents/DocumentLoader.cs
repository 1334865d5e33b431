using System.Text;
using Supervisor.Config.Diagnostics;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Toml;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Documents;

/// <summary>Reads a config file and all that it includes into one document.</summary>
internal sealed class DocumentLoader(IConfigHost host, DiagnosticSink sink)
{
    /// <summary>Bytes of one file; a program list of 100,000 programs is smaller.</summary>
    public const int LargestFile = 16 << 20;

    private const int MostFiles = 10_000;
    private const int DeepestChain = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ConfigTable _root = new(TableOrigin.Header, SourcePlace.Nowhere);
    private readonly List<ConfigFile> _files = [];
    private readonly List<string> _messages = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _chain = [];

    public LoadedDocument Load(string path)
    {
        var absolute = PathText.Absolute(path, host.CurrentDirectory);
        sink.Order(path);
        _known.Add(absolute);
        var content = host.ReadFile(absolute, LargestFile);
        if (content.Bytes is null)
        {
            var nowhere = SourcePlace.Nowhere;
            sink.Error(nowhere, content.Missing
                ? $"could not find config file {path}"
                : $"could not read config file {path}: {content.Error}");
        }
        else
        {
            Read(path, absolute, content.Bytes);
        }

        return new LoadedDocument(new ConfigDocument(path, _root), _files, _messages);
    }

    private void Read(string shown, string absolute, byte[] bytes)
    {
        if (!absolute.EndsWith(".toml", StringComparison.Ordinal))
        {
            sink.Error(
                SourcePlace.WholeFile(shown),
                "cannot read this config: INI configuration is not supported yet, and TOML is in files that end in .toml");
            return;
        }

        if (Decode(shown, bytes) is not { } text)
        {
            return;
        }

        _files.Add(new ConfigFile(absolute, text));
        var table = TomlReader.Read(shown, text, sink);
        var include = TakeInclude(table);
        TableMerger.Merge(_root, table, sink);
        if (include is not null)
        {
            _chain.Add(absolute);
            Include(include, absolute);
            _chain.RemoveAt(_chain.Count - 1);
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
            sink.Error(new SourcePlace(shown, line, column), "the file is not valid UTF-8 here");
            return null;
        }
    }

    // Every file may include others, so this one key is not merged: each file's own is followed.
    private static ConfigEntry? TakeInclude(ConfigTable table) =>
        table.Child("supervisord") is { } supervisord && supervisord.TryGet("include", out var entry)
            && supervisord.Remove("include") ? entry : null;

    private void Include(ConfigEntry include, string absolute)
    {
        var reader = new ValueReader(sink, new ExpansionScope(host));
        foreach (var (pattern, place) in reader.List(include) ?? [])
        {
            var absolutePattern = PathText.Absolute(pattern, PathText.Parent(absolute));
            var matches = PathGlob.Expand(absolutePattern, host);
            if (matches.Count == 0)
            {
                sink.Warn(place, $"No file matches via include \"{absolutePattern}\"");
            }

            foreach (var match in matches)
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
            sink.Error(place, $"the files include each other in a circle: {string.Join(" -> ", chain)}");
            return;
        }

        // Two patterns may match the same file; it is one file all the same.
        if (!_known.Add(path))
        {
            return;
        }

        if (_known.Count > MostFiles || _chain.Count > DeepestChain)
        {
            sink.Error(place, $"cannot include {path}: a config may have {MostFiles} files, {DeepestChain} levels deep");
            return;
        }

        sink.Order(path);
        var content = host.ReadFile(path, LargestFile);
        if (content.Bytes is null)
        {
            sink.Error(place, $"cannot include {path}: {content.Error}");
            return;
        }

        _messages.Add($"Included extra file \"{path}\" during parsing");
        Read(path, path, content.Bytes);
    }
}
