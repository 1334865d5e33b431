using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

internal class ValueListConverter<T> : JsonConverter<ValueList<T>>
{
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a list was expected");
        var item = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        List<T> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(JsonSerializer.Deserialize(ref reader, item) ?? throw new JsonException("an item is missing"));
        }

        return items.ToValueList();
    }

    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options)
    {
        var item = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartArray();
        foreach (var each in value)
        {
            JsonSerializer.Serialize(writer, each, item);
        }

        writer.WriteEndArray();
    }
}

/// <summary>As the serializer would write them, at a fraction of the price: a stop of everything names every process.</summary>
internal sealed class ChildLivesConverter : ValueListConverter<ChildLife>
{
    public override void Write(Utf8JsonWriter writer, ValueList<ChildLife> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var life in value)
        {
            writer.WriteStartObject();
            writer.WriteProcess(nameof(life.Process), life.Process);
            writer.WriteNumber(nameof(life.Generation), life.Generation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

internal sealed class ValueMapConverter : JsonConverter<ValueMap>
{
    public override ValueMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an object was expected");
        List<KeyValuePair<string, string>> pairs = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            pairs.Add(KeyValuePair.Create(name, reader.GetString() ?? ""));
        }

        return new ValueMap(pairs);
    }

    public override void Write(Utf8JsonWriter writer, ValueMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}

internal sealed class SpecReferenceConverter(SpecArchive archive) : JsonConverter<ProcessSpec>
{
    public override ProcessSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        archive.Find(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, ProcessSpec value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(archive.NumberOf(value));
}
