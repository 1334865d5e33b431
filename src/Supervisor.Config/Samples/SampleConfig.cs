namespace Supervisor.Config.Samples;

/// <summary>
/// Configs to start from, with every key and its default in comments. As they stand they load without a warning, and so
/// they do when every setting in them is put in force.
/// </summary>
public static class SampleConfig
{
    /// <summary>For supervisord's INI files: what <c>echo_supervisord_conf</c> prints.</summary>
    public static string Ini => IniSample.Text;

    /// <summary>For TOML files.</summary>
    public static string Toml => TomlSample.Text;
}
