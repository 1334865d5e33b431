using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Ini;
using Supervisor.Config.Options;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>Turns a config of supervisord, in INI, into TOML that means the same.</summary>
public static class ConfigConverter
{
    /// <summary>
    /// Converts a file. The result is read again and compared with the original before it is given out: what comes out
    /// with no error yields the same programs, groups, servers and settings.
    /// </summary>
    /// <param name="path">The main INI file.</param>
    /// <param name="withIncludes">
    /// Whether included files are converted too, as far as they lie below the folder of the main file. Otherwise the
    /// result includes them as the INI files that they are.
    /// </param>
    /// <param name="host">The machine.</param>
    public static ConversionResult Convert(string path, bool withIncludes, IConfigHost host)
    {
        var sink = new DiagnosticSink();
        if (ConfigDocument.IsToml(path))
        {
            sink.Error(SourcePlace.WholeFile(path), "cannot convert this file: it is TOML already");
            return new ConversionResult([], sink.ToList());
        }

        var loader = new DocumentLoader(host, sink);
        var loaded = loader.Load(path);
        if (sink.HasErrors)
        {
            return new ConversionResult([], sink.ToList());
        }

        var conversion = new DiagnosticSink();
        loaded.Files.ToList().ForEach(file => conversion.Order(file.Path));
        var files = Write(loader, loaded, withIncludes, host, conversion);
        if (!conversion.HasErrors)
        {
            Verify(path, loaded.Files, files, host, conversion);
        }

        return new ConversionResult(conversion.HasErrors ? [] : files, conversion.ToList());
    }

    private static List<ConvertedFile> Write(
        DocumentLoader loader, LoadedDocument loaded, bool withIncludes, IConfigHost host, DiagnosticSink sink)
    {
        var (main, mainFile) = loader.IniFiles[0];
        var source = new ConversionSource(loader.IniFiles, loaded.Document.Root, host);
        var includes = new IncludeConverter(main, host, sink);
        var files = new List<ConvertedFile>
        {
            new(main, includes.Target(main)!, new FileConverter(source, main, mainFile, sink)
                .Convert(Patterns(mainFile, source, withIncludes ? includes : null, sink))),
        };
        if (withIncludes)
        {
            foreach (var (path, file) in loader.IniFiles.Skip(1).Where(f => includes.Target(f.Path) is not null))
            {
                files.Add(new ConvertedFile(path, includes.Target(path)!, new FileConverter(source, path, file, sink).Convert(null)));
            }

            foreach (var file in loaded.Files.Where(f => ConfigDocument.IsToml(f.Path) && includes.Target(f.Path) is not null))
            {
                files.Add(new ConvertedFile(file.Path, includes.Target(file.Path)!, file.Text));
            }
        }

        foreach (var twice in files.GroupBy(file => file.Target, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            sink.Error(SourcePlace.Nowhere, $"{string.Join(" and ", twice.Select(file => file.Source))} would both become {twice.Key}");
        }

        return files;
    }

    private static List<string> Patterns(IniFile main, ConversionSource source, IncludeConverter? includes, DiagnosticSink sink)
    {
        var pair = main.Sections.Where(section => section.Name == SectionName.Include)
            .SelectMany(section => section.Pairs).LastOrDefault(pair => pair.Key == "files");
        if (pair is null)
        {
            return [];
        }

        var patterns = new List<string>();
        foreach (var written in pair.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var value = new ConfigValue.Text(written, pair.ValuePlace, TextSyntax.Percent);
            var converted = source.Outside.Convert(value);
            var expanded = PercentExpander.Expand(written, source.Outer, pair.ValuePlace.File);
            if ((converted.Error ?? expanded.Error) is { } error)
            {
                sink.Error(pair.ValuePlace, $"cannot convert `files`: {error}");
            }
            else
            {
                patterns.AddRange(includes?.Patterns(converted.Value!, expanded.Value!, pair.ValuePlace) ?? [converted.Value!]);
            }
        }

        return patterns;
    }

    // Directories and accounts are not looked at: they may be those of another machine.
    private static void Verify(
        string path, IReadOnlyList<ConfigFile> sources, List<ConvertedFile> files, IConfigHost host, DiagnosticSink sink)
    {
        var before = ConfigLoader.LoadTexts(path, sources.ToDictionary(f => f.Path, f => f.Text), DaemonOptions.None, host);
        if (before.Spec is null)
        {
            Report("cannot be used as it is", before, sink);
            return;
        }

        var folder = PathText.Parent(sources[0].Path).TrimEnd('/');
        var texts = sources.Where(s => !files.Exists(f => f.Source == s.Path)).ToDictionary(f => f.Path, f => f.Text);
        files.ForEach(file => texts[$"{folder}/{file.Target}"] = file.Text);
        var after = ConfigLoader.LoadTexts($"{folder}/{files[0].Target}", texts, DaemonOptions.None, host);
        if (after.Spec is null)
        {
            Report("cannot be read when it is converted", after, sink);
        }
        else if (before.Spec != after.Spec || before.Client != after.Client)
        {
            sink.Error(SourcePlace.WholeFile(path), "cannot convert this file: the result would not mean the same");
        }
    }

    private static void Report(string what, ConfigResult result, DiagnosticSink sink)
    {
        foreach (var error in result.Diagnostics.Where(d => d.IsError))
        {
            sink.Error(new SourcePlace(error.File, error.Line, error.Column), $"the config {what}: {error.Text}");
        }
    }
}
