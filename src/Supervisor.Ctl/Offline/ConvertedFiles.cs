using System.Text;
using Supervisor.Config.Conversion;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Offline;

/// <summary>Puts converted files into a folder. Nothing that is there already is overwritten.</summary>
internal sealed class ConvertedFiles(string folder, TextOutput output, TextOutput errors)
{
    /// <returns>False when a file cannot be written, which is said; with one that is in the way nothing is written at all.</returns>
    public bool Write(IReadOnlyList<ConvertedFile> files)
    {
        // What is the same already, such as a TOML file that was included, is no obstacle.
        var wanted = files.Where(file => !IsThere(file)).ToList();
        var obstacles = wanted.Where(file => Path.Exists(PathOf(file))).ToList();
        foreach (ConvertedFile file in obstacles)
            errors.Line($"Error: cannot write {PathOf(file)}: it exists; nothing was written");
        return obstacles.Count == 0 && wanted.TrueForAll(Write);
    }

    private string PathOf(ConvertedFile file) => Path.Combine(folder, file.Target);

    private bool IsThere(ConvertedFile file)
    {
        try
        {
            return File.Exists(PathOf(file)) && File.ReadAllText(PathOf(file)) == file.Text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in the way then, and reported as such.
            return false;
        }
    }

    private bool Write(ConvertedFile file)
    {
        string path = PathOf(file);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                // There may be passwords in it: who could not read the original cannot read this one.
                UnixCreateMode = File.GetUnixFileMode(file.Source) & (UnixFileMode)0b110_110_110,
            };
            using var stream = new FileStream(path, options);
            stream.Write(Encoding.UTF8.GetBytes(file.Text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Line($"Error: cannot write {path}: {e.Message}");
            return false;
        }

        output.Line($"{file.Source} -> {path}");
        return true;
    }
}
