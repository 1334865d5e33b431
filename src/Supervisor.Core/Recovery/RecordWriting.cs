using System.Text.Json;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>What several records that are written by hand have in common, as the serializer reads it.</summary>
public static class RecordWriting
{
    public static void WriteProcess(this Utf8JsonWriter writer, string property, ProcessName name)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject(property);
        writer.WriteString(nameof(name.Group), name.Group);
        writer.WriteString(nameof(name.Name), name.Name);
        writer.WriteEndObject();
    }

    public static void WriteSignal(this Utf8JsonWriter writer, string property, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject(property);
        writer.WriteString(nameof(signal.Name), signal.Name);
        writer.WriteEndObject();
    }
}
