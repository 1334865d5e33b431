using System.Globalization;

namespace Supervisor.Daemonization.Tests;

/// <summary>What /proc says about a process (proc(5)).</summary>
internal sealed class ProcessView(int pid)
{
    private const int CloseOnExec = 0x80000;
    private const int Octal = 8;

    internal int Pid => pid;

    /// <summary>Whether there is such a process and it has not ended.</summary>
    internal bool IsAlive
    {
        get
        {
            try
            {
                return Stat[0] is not ("Z" or "X");
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    internal int Parent => Number(1);

    internal int ProcessGroup => Number(2);

    internal int Session => Number(3);

    internal int ControllingTerminal => Number(4);

    internal string Name => Read("comm").Trim();

    internal string[] CommandLine => Read("cmdline").TrimEnd('\0').Split('\0');

    internal string? Link(string name) => new FileInfo($"/proc/{pid}/{name}").LinkTarget;

    internal string Directory => Link("cwd")!;

    internal string Root => Link("root")!;

    internal int Umask => Convert.ToInt32(Status("Umask"), Octal);

    internal string[] UserIds => Status("Uid").Split('\t');

    internal string[] GroupIds => Status("Gid").Split('\t');

    internal string[] Groups => Status("Groups").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal bool Ignores(int signal) => IsIn("SigIgn", signal);

    internal bool Catches(int signal) => IsIn("SigCgt", signal);

    internal bool Blocks(int signal) => IsIn("SigBlk", signal);

    /// <summary>Soft and hard limit of core files, in bytes.</summary>
    internal string[] CoreLimit => Read("limits").Split('\n').Single(line => line.StartsWith("Max core file size", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..6];

    /// <summary>The open descriptors and what they are.</summary>
    internal IReadOnlyDictionary<int, string> Descriptors => System.IO.Directory.GetFileSystemEntries($"/proc/{pid}/fd")
        .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
        .Select(number => (Number: number, Target: Link($"fd/{number}")))
        .Where(entry => entry.Target is not null)
        .ToDictionary(entry => entry.Number, entry => entry.Target!);

    internal bool IsCloseOnExec(int descriptor) =>
        (Convert.ToInt64(Field(Read($"fdinfo/{descriptor}"), "flags"), Octal) & CloseOnExec) != 0;

    internal IReadOnlyList<int> Children =>
    [
        .. System.IO.Directory.EnumerateDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadAllText(Path.Join(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
    ];

    /// <summary>The process itself, its parent, and so on up to the first one.</summary>
    internal static IEnumerable<int> Ancestors(int of)
    {
        for (var next = of; next > 0; next = new ProcessView(next).Parent)
            yield return next;
    }

    private string[] Stat
    {
        get
        {
            var stat = Read("stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
    }

    private int Number(int field) => int.Parse(Stat[field], CultureInfo.InvariantCulture);

    private string Status(string name) => Field(Read("status"), name);

    private bool IsIn(string set, int signal) =>
        (ulong.Parse(Status(set), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;

    private static string Field(string text, string name) =>
        text.Split('\n').Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    private string Read(string file) => File.ReadAllText($"/proc/{pid}/{file}");
}
