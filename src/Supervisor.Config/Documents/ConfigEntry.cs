namespace Supervisor.Config.Documents;

/// <summary>A key and its value; <paramref name="Place"/> is where the key stands.</summary>
public sealed record ConfigEntry(string Key, SourcePlace Place, ConfigValue Value)
{
    /// <summary>Whether it stands in an INI file, which follows supervisord's rules where TOML files have stricter ones.</summary>
    public bool IsIni => Value is ConfigValue.Text { Syntax: TextSyntax.Percent };

    /// <summary>The table, or null when the value is something else.</summary>
    public ConfigTable? Table => (Value as ConfigValue.Table)?.Value;
}
