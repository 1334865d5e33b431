using System.Text.Json;
using Supervisor.Core.Roster;

namespace Supervisor.Core.Recovery;

/// <summary>
/// What a brain that was replaced and its successor tell each other: commands that came too late one way, the answers to those who
/// still wait the other way.
/// </summary>
public static class RelayFormat
{
    /// <summary>Whether an input is one that travels.</summary>
    public static bool IsCommand(Input input) => input is
        Input.Start or Input.Stop or Input.Restart or Input.SendSignal or Input.Reread or Input.Update
        or Input.AddGroup or Input.RemoveGroup or Input.Reload or Input.Shutdown;

    public static byte[] Write(Input command) => JsonSerializer.SerializeToUtf8Bytes(command, RecordFormat.Whole.Input);

    public static byte[] Write(Effect answer) => JsonSerializer.SerializeToUtf8Bytes(answer, RecordFormat.Whole.Effect);

    /// <summary>Null for what is no command.</summary>
    public static Input? ReadCommand(ReadOnlySpan<byte> message) => Read(message, RecordFormat.Whole.Input);

    /// <summary>Null for what is no answer.</summary>
    public static Effect? ReadAnswer(ReadOnlySpan<byte> message) => Read(message, RecordFormat.Whole.Effect);

    private static T? Read<T>(ReadOnlySpan<byte> message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message, type);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
