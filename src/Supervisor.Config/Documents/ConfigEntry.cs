namespace Supervisor.Config.Documents;

/// <summary>A key and its value; <paramref name="Place"/> is where the key stands.</summary>
public sealed record ConfigEntry(string Key, SourcePlace Place, ConfigValue Value)
{
    /// <summary>The table, or null when the value is something else.</summary>
    public ConfigTable? Table => (Value as ConfigValue.Table)?.Value;
}
