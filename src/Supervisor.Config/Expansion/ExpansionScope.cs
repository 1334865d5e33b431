using Supervisor.Config.Hosting;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Expansion;

/// <summary>The names that <c>${NAME}</c> may stand for at one place of a config.</summary>
internal sealed class ExpansionScope(IConfigHost host, bool onlyChecks = false)
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

    private readonly Spent _spent = new();
    private readonly IReadOnlyDictionary<string, string> _outer = host.Environment;
    private readonly Lazy<string> _hostName = new(() => host.HostName);
    private readonly Dictionary<string, string> _here = new(StringComparer.Ordinal);
    private EnvironmentLayer? _daemon;
    private EnvironmentLayer? _own;
    private SecretUse? _use;

    /// <summary>The files that values come from.</summary>
    public ValueFiles Files { get; } = new(host, onlyChecks);

    /// <summary><c>[supervisord].environment</c>, laid over the environment of supervisord.</summary>
    public IReadOnlyDictionary<string, string>? DaemonEnvironment => _daemon?.Values;

    /// <summary>The program's own <c>environment</c>, on top.</summary>
    public IReadOnlyDictionary<string, string>? ProgramEnvironment => _own?.Values;

    public string? ProgramName { get; private set; }

    public string? GroupName { get; private set; }

    public int? ProcessNumber { get; private set; }

    public int? ProcessCount { get; private set; }

    public ExpansionScope WithDaemon(EnvironmentLayer environment) =>
        Derive(environment, null, null, null, null, null);

    public ExpansionScope WithGroup(string group) =>
        Derive(_daemon, null, null, group, null, null);

    public ExpansionScope WithProgram(string program, string group) =>
        Derive(_daemon, null, program, group, null, null);

    public ExpansionScope WithProcess(int number, int count) =>
        Derive(_daemon, null, ProgramName, GroupName, number, count);

    public ExpansionScope WithProgramEnvironment(EnvironmentLayer environment) =>
        Derive(_daemon, environment, ProgramName, GroupName, ProcessNumber, ProcessCount);

    /// <summary>The same for a value that nobody is shown, and which may hold secrets; with null, for one that may not.</summary>
    public ExpansionScope WithSecrets(SecretUse? use)
    {
        var scope = (ExpansionScope)MemberwiseClone();
        scope._use = use;
        return scope;
    }

    /// <summary>Notes that a secret goes into the value; false when the value is one that people are shown.</summary>
    public bool TakeSecret()
    {
        if (_use is not null)
        {
            _use.Happened = true;
        }

        return _use is not null;
    }

    /// <summary>Whether the value that <see cref="FindVariable"/> gives holds a secret.</summary>
    public bool IsSecret(string name) => _own?.Values.ContainsKey(name) == true ? _own.Secrets.Contains(name)
        : _daemon?.Values.ContainsKey(name) == true && _daemon.Secrets.Contains(name);

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
        EnvironmentLayer? daemon,
        EnvironmentLayer? environment,
        string? program,
        string? group,
        int? number,
        int? count)
    {
        // What was counted, read and looked up is shared.
        var scope = (ExpansionScope)MemberwiseClone();
        (scope._daemon, scope._own) = (daemon, environment);
        (scope.ProgramName, scope.GroupName) = (program, group);
        (scope.ProcessNumber, scope.ProcessCount) = (number, count);
        return scope;
    }

    private string Here(string file)
    {
        if (!_here.TryGetValue(file, out var folder))
        {
            folder = PathText.Parent(PathText.Absolute(file, host.CurrentDirectory));
            _here.Add(file, folder);
        }

        return folder;
    }
}
