namespace Supervisor.Ctl;

/// <summary>The shell's <c>~</c> at the start of a path.</summary>
internal static class HomePath
{
    public static string Expand(string path)
    {
        if (path != "~" && !path.StartsWith("~/", StringComparison.Ordinal))
            return path;
        string? home = Environment.GetEnvironmentVariable("HOME");
        return string.IsNullOrEmpty(home) ? path : home + path[1..];
    }

    /// <summary>Expands the path of a <c>unix://</c> URL; other URLs are returned as they are.</summary>
    public static string ExpandUrl(string url)
    {
        const string Unix = "unix://";
        return url.StartsWith(Unix, StringComparison.Ordinal) ? Unix + Expand(url[Unix.Length..]) : url;
    }
}
