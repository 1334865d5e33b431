using System.Globalization;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;

namespace Supervisor.Core.Tests.Scenarios;

/// <summary>
/// The config of a scenario: lines <c>program NAME key=value ...</c> and <c>group NAME priority=N programs=a,b</c>, with
/// supervisord's keys and meanings, and <c>exit-when RULE</c>.
/// </summary>
internal static class ConfigText
{
    private const string Rule = "exit-when ";

    public static ExitWhen ExitRule(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Rule, StringComparison.Ordinal)) is { } line
            ? Enum.Parse<ExitWhen>(line[Rule.Length..].Replace("-", "", StringComparison.Ordinal), ignoreCase: true)
            : ExitWhen.Never;

    public static RosterSpec Parse(IEnumerable<string> lines)
    {
        var sections = lines.Where(line => !line.StartsWith(Rule, StringComparison.Ordinal)).Select(Section.Parse).ToList();
        var groups = sections.Where(section => section.Kind == "group").ToList();
        var programs = sections.Where(section => section.Kind == "program").ToDictionary(section => section.Name);
        var members = groups.ToDictionary(group => group.Name, group => group.Get("programs", "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        var claimed = members.Values.SelectMany(names => names).ToHashSet();

        var written = groups.Select(group => new GroupSpec(
            group.Name,
            group.Int("priority", 999),
            members[group.Name].SelectMany(name => Processes(group.Name, programs[name])).ToValueList())
        { Explicit = true });
        var own = programs.Values.Where(program => !claimed.Contains(program.Name)).Select(program => new GroupSpec(
            program.Name, program.Int("priority", 999), Processes(program.Name, program).ToValueList()));
        return Given.Roster([.. written, .. own]);
    }

    private static IEnumerable<ProcessSpec> Processes(string group, Section program)
    {
        var count = program.Int("numprocs", 1);
        return Enumerable.Range(0, count).Select(number => Process(group, count == 1 && !program.Has("numprocs")
            ? program.Name
            : $"{program.Name}_{number}", program));
    }

    private static ProcessSpec Process(string group, string name, Section program)
    {
        var spec = Given.Process(group, name);
        var command = program.Get("command", spec.Command.Text);
        return spec with
        {
            Program = program.Name,
            Command = new CommandLine(command, [command]),
            Priority = program.Int("priority", spec.Priority),
            AutoStart = program.Get("autostart", "true") == "true",
            AutoRestart = program.Get("autorestart", "unexpected") switch
            {
                "true" => RestartPolicy.Always,
                "false" => RestartPolicy.Never,
                _ => RestartPolicy.Unexpected,
            },
            Essential = program.Get("essential", "false") == "true",
            StartDuration = program.Seconds("startsecs", spec.StartDuration),
            StartRetries = program.Int("startretries", spec.StartRetries),
            ExitCodes = program.Get("exitcodes", "0").Split(',').Select(code => int.Parse(code, CultureInfo.InvariantCulture)).ToValueList(),
            StopSignal = new Signal(program.Get("stopsignal", "TERM")),
            StopWait = program.Seconds("stopwaitsecs", spec.StopWait),
            StopAsGroup = program.Get("stopasgroup", "false") == "true",
            KillAsGroup = program.Get("killasgroup", program.Get("stopasgroup", "false")) == "true",
            Stdout = new LogSpec { MaxBytes = program.Int("maxbytes", 1000) },
        };
    }

    private sealed record Section(string Kind, string Name, Dictionary<string, string> Keys)
    {
        public static Section Parse(string line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var keys = words[2..].Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            return new Section(words[0], words[1], keys);
        }

        public bool Has(string key) => Keys.ContainsKey(key);

        public string Get(string key, string otherwise) => Keys.GetValueOrDefault(key, otherwise);

        public int Int(string key, int otherwise) =>
            Keys.TryGetValue(key, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        public TimeSpan Seconds(string key, TimeSpan otherwise) =>
            Keys.TryGetValue(key, out var text) ? TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture)) : otherwise;
    }
}
