using System.Globalization;

namespace Supervisor.Daemonization;

/// <summary>Another process that is alive holds the pid file.</summary>
public sealed class PidFileLockedException(string path, int? holder, Exception inner)
    : IOException(
        string.Create(CultureInfo.InvariantCulture, $"cannot lock pid file {path}: process {holder?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)"} holds it"),
        inner)
{
    public string Path { get; } = path;

    /// <summary>The pid in the file; null when there is none.</summary>
    public int? Holder { get; } = holder;
}
