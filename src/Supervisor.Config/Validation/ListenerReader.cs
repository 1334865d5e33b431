using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Core.Collections;
using Supervisor.Core.Events;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>[eventlistener.NAME]</c>: a program whose processes make a pool, and what that pool gets.</summary>
internal sealed class ListenerReader(DiagnosticSink sink, ExpansionScope scope, ProgramReader programs)
{
    /// <summary>The name of the tables.</summary>
    public const string Kind = "eventlistener";

    /// <summary>A pool starts before the programs that it hears of, and stops after them.</summary>
    private const int DefaultPriority = -1;

    private const int MostBuffered = 1_000_000;

    internal static readonly string[] PoolKeys = ["events", "buffer_size", "result_handler", "payload_length"];

    private static readonly Dictionary<string, ResultHandling> Handlers = new(StringComparer.Ordinal)
    {
        ["supervisor.dispatchers:default_handler"] = ResultHandling.Default,
        ["supervisor_stdout:event_handler"] = ResultHandling.PrefixedStdout,
    };

    /// <summary>The pool and its processes, as far as they can be read; all findings are in the sink.</summary>
    public (ProgramProcesses Processes, int Priority, EventPoolSpec Pool) Read(string name, ConfigTable table)
    {
        var processes = programs.Read(name, table, scope.WithProgram(name, name), Kind, PoolKeys);
        var values = new ValueReader(sink, scope.WithProgram(name, name), table.Title($"{Kind}.{name}"));
        var section = new SectionReader(table, values);
        var priority = section.Entry("priority") is { } entry ? values.Integer(entry, int.MinValue) : null;
        var pool = new EventPoolSpec
        {
            Events = Events(name, section, table),
            BufferSize = BufferSize(table.Title($"{Kind}.{name}"), section),
            ResultHandling = Handling(table.Title($"{Kind}.{name}"), section),
            LengthInCharacters = InCharacters(section, table),
        };
        return (processes with { Processes = [.. processes.Processes.Select(p => (AsListener(table.Title($"{Kind}.{name}"), p.Spec, p.Settings), p.Settings))] },
            priority ?? DefaultPriority,
            pool);
    }

    private ValueList<EventType> Events(string name, SectionReader section, ConfigTable table)
    {
        var listed = section.Entry("events") is { } entry ? section.Values.List(entry) : [];
        if (listed is { Count: 0 })
        {
            sink.Missing(section.Entry("events")?.Place ?? table.Place, $"[{table.Title($"{Kind}.{name}")}] section requires an \"events\" line");
        }

        var events = new List<EventType>();
        foreach (var (text, place) in listed ?? [])
        {
            var written = text.ToUpperInvariant();
            if (EventTypes.Find(written) is not { } type)
            {
                sink.Error(place, $"Unknown event type {written} in [{table.Title($"{Kind}.{name}")}] events{sink.Hint(written, EventTypes.Names)}");
            }
            else if (!events.Contains(type))
            {
                events.Add(type);
            }
        }

        return events.ToValueList();
    }

    private int BufferSize(string title, SectionReader section)
    {
        if (section.Entry("buffer_size") is not { } entry || section.Values.Integer(entry, int.MinValue, MostBuffered) is not { } size)
        {
            return EventPoolSpec.DefaultBufferSize;
        }

        if (size < 1)
        {
            sink.Error(entry.Place, string.Create(null, $"[{title}] section sets invalid buffer_size ({size})"));
        }

        return size;
    }

    private static ResultHandling Handling(string title, SectionReader section)
    {
        if (section.Entry("result_handler") is not { } entry || section.Values.Text(entry)?.Trim() is not { } text)
        {
            return ResultHandling.Default;
        }

        if (Handlers.TryGetValue(text, out var handling))
        {
            return handling;
        }

        if (entry.IsIni)
        {
            section.Values.Wrong(entry, $"{text} cannot be resolved within [{title}]: plug-ins written in Python cannot be loaded");
            return ResultHandling.Default;
        }

        section.Values.Invalid(
            entry, $"{text} is Python code, which cannot be loaded here; there are {string.Join(" and ", Handlers.Keys)}");
        return ResultHandling.Default;
    }

    // Listeners that were written for supervisord have been given characters, and those in Python 3 count them: an INI file goes on so.
    private static bool InCharacters(SectionReader section, ConfigTable table)
    {
        if (section.Entry("payload_length") is not { } entry || section.Values.Text(entry)?.Trim() is not { } text)
        {
            return table.Origin == TableOrigin.Section;
        }

        if (text is not ("bytes" or "characters"))
        {
            section.Values.Invalid(entry, $"\"{text}\" is neither \"bytes\" nor \"characters\"");
        }

        return text == "characters";
    }

    private ProcessSpec AsListener(string title, ProcessSpec spec, ProgramSettings settings)
    {
        if (spec.RedirectStderr)
        {
            sink.Error(
                settings.Places["redirect_stderr"],
                $"[{title}] section sets redirect_stderr=true but this is not allowed because it will interfere "
                    + "with the eventlistener protocol");
        }

        WithoutEffect("stdout_capture_maxbytes", spec.Stdout.CaptureMaxBytes > 0);
        WithoutEffect("stdout_events_enabled", spec.Stdout.EventsEnabled);
        WithoutEffect("stdout_syslog", spec.Stdout.Syslog);
        WithoutEffect("stdout_journal", spec.Stdout.Journal);
        return spec with
        {
            IsEventListener = true,
            Stdout = spec.Stdout with { CaptureMaxBytes = 0, EventsEnabled = false, Syslog = false, Journal = false },
        };

        void WithoutEffect(string key, bool isOn)
        {
            if (isOn && settings.Places.TryGetValue(key, out var place))
            {
                sink.Warn(place, $"For [{title}], {key} has no effect: the stdout of a listener speaks the protocol");
            }
        }
    }
}
