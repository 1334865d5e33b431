namespace Supervisor.Ctl.Input;

/// <summary>Keeps the history between sessions: one command a line. A session adds its lines, so that two shells at once lose none.</summary>
internal sealed class HistoryFile(string path)
{
    /// <summary>A file that has grown beyond is cut to what a session loads.</summary>
    private const int CutAt = 5000;

    /// <exception cref="IOException">It is there but cannot be read.</exception>
    public void Load(History history)
    {
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        history.Load(lines);
        if (lines.Length > CutAt)
            File.WriteAllLines(path, history.Lines);
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(History history)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            // A command line may hold what is not for others' eyes.
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(path, options);
        foreach (string line in history.Added)
            writer.Write(line + "\n");
    }
}
