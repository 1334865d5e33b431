using System.Text.Json;
using System.Text.Json.Serialization;
using Supervisor.Core.Events;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>The two ways to write the types of the core.</summary>
internal static class RecordFormat
{
    /// <summary>Specs are written whole.</summary>
    public static RecordJson Whole { get; } = new(With());

    /// <summary>A process spec is its number in an archive.</summary>
    public static RecordJson Referring(SpecArchive archive) => new(With(new SpecReferenceConverter(archive)));

    private static JsonSerializerOptions With(params JsonConverter[] more)
    {
        // The generated context brings its own settings only when it makes the options itself.
        var options = new JsonSerializerOptions(RecordJson.Default.Options);
        foreach (var converter in more)
        {
            options.Converters.Add(converter);
        }

        options.Converters.Add(new ValueMapConverter());
        options.Converters.Add(new ValueListConverter<int>());
        options.Converters.Add(new ValueListConverter<string>());
        options.Converters.Add(new ValueListConverter<EventType>());
        options.Converters.Add(new ValueListConverter<Waiter>());
        options.Converters.Add(new ChildLivesConverter());
        options.Converters.Add(new ValueListConverter<ProcessName>());
        options.Converters.Add(new ValueListConverter<ProcessSpec>());
        options.Converters.Add(new ValueListConverter<GroupSpec>());
        options.Converters.Add(new ValueListConverter<ServerSpec>());
        options.Converters.Add(new ValueListConverter<ProcessPlan>());
        options.Converters.Add(new ValueListConverter<GroupPlan>());
        options.Converters.Add(new ValueListConverter<GroupChange>());
        return options;
    }
}
