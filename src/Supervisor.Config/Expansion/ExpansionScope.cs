using Supervisor.Config.Hosting;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Expansion;

/// <summary>The names that <c>${NAME}</c> may stand for at one place of a config.</summary>
internal sealed class ExpansionScope(IConfigHost host)
{
    private static readonly string[] AllNames =
        ["group_name", "here", "host_node_name", "numprocs", "process_num", "program_name"];

    private static readonly string[] ProgramNames = ["program_name", "group_name", "process_num", "numprocs"];

    /// <summary>Of all expanded values of a config together: what 100,000 processes need many times over.</summary>
    public const long MostCharacters = 128 << 20;

    private sealed class Spent
    {
        public long Characters { get; set; }
    }

    private Spent _spent = new();
    private readonly IReadOnlyDictionary<string, string> _outer = host.Environment;
    private Lazy<string> _hostName = new(() => host.HostName);
    private Dictionary<string, string>? _here;

    /// <summary><c>[supervisord].environment</c>, laid over the environment of supervisord.</summary>
    public IReadOnlyDictionary<string, string>? DaemonEnvironment { get; private init; }

    /// <summary>The program's own <c>environment</c>, on top.</summary>
    public IReadOnlyDictionary<string, string>? ProgramEnvironment { get; private init; }

    public string? ProgramName { get; private init; }

    public string? GroupName { get; private init; }

    public int? ProcessNumber { get; private init; }

    public int? ProcessCount { get; private init; }

    public ExpansionScope WithDaemon(IReadOnlyDictionary<string, string> environment) =>
        Derive(environment, null, null, null, null, null);

    public ExpansionScope WithGroup(string group) =>
        Derive(DaemonEnvironment, null, null, group, null, null);

    public ExpansionScope WithProgram(string program, string group) =>
        Derive(DaemonEnvironment, null, program, group, null, null);

    public ExpansionScope WithProcess(int number, int count) =>
        Derive(DaemonEnvironment, null, ProgramName, GroupName, number, count);

    public ExpansionScope WithProgramEnvironment(IReadOnlyDictionary<string, string> environment) =>
        Derive(DaemonEnvironment, environment, ProgramName, GroupName, ProcessNumber, ProcessCount);

    /// <summary>The value of a name or variable in a given file, or null when it is not known here.</summary>
    public string? Find(string name, string file) => FindNamed(name, file) ?? FindVariable(name);

    /// <summary>The names that have a value here, environment variables aside, in the order of the alphabet.</summary>
    public IEnumerable<string> Names => AllNames.Where(name => FindNamed(name, "") is not null);

    /// <summary>The value of a name of supervisord's own, or null.</summary>
    public string? FindNamed(string name, string file) => name switch
    {
        "here" => Here(file),
        "host_node_name" => _hostName.Value,
        "program_name" when ProgramName is not null => ProgramName,
        "group_name" when GroupName is not null => GroupName,
        "process_num" when ProcessNumber is { } number => string.Create(null, $"{number}"),
        "numprocs" when ProcessCount is { } count => string.Create(null, $"{count}"),
        _ => null,
    };

    /// <summary>The value of an environment variable, or null.</summary>
    public string? FindVariable(string name) => name switch
    {
        _ when ProgramEnvironment?.TryGetValue(name, out var value) == true => value,
        _ when DaemonEnvironment?.TryGetValue(name, out var value) == true => value,
        _ => _outer.GetValueOrDefault(name),
    };

    /// <summary>Counts what was made by expansion; false when the whole config has made too much.</summary>
    public bool Spend(int characters) => (_spent.Characters += characters) <= MostCharacters;

    /// <summary>A clause on why a name is not known here.</summary>
    public static string Explain(string name)
    {
        if (ProgramNames.Contains(name))
        {
            return $"`{name}` has no value here";
        }

        var nearest = Diagnostics.NearestName.Hint(name, ["here", "host_node_name", .. ProgramNames]);
        return $"there is no environment variable or name `{name}`{nearest}";
    }

    private ExpansionScope Derive(
        IReadOnlyDictionary<string, string>? daemon,
        IReadOnlyDictionary<string, string>? environment,
        string? program,
        string? group,
        int? number,
        int? count) => new(host)
        {
            _spent = _spent,
            _hostName = _hostName,
            _here = _here ??= new Dictionary<string, string>(StringComparer.Ordinal),
            DaemonEnvironment = daemon,
            ProgramEnvironment = environment,
            ProgramName = program,
            GroupName = group,
            ProcessNumber = number,
            ProcessCount = count,
        };

    private string Here(string file)
    {
        _here ??= new Dictionary<string, string>(StringComparer.Ordinal);
        if (!_here.TryGetValue(file, out var folder))
        {
            folder = PathText.Parent(PathText.Absolute(file, host.CurrentDirectory));
            _here.Add(file, folder);
        }

        return folder;
    }
}
