using Supervisor.Config.Samples;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Offline;

/// <summary>Prints a config to start from; what supervisord has as the program <c>echo_supervisord_conf</c>.</summary>
internal sealed class EchoConfCommand : IOfflineCommand
{
    public const string CommandName = "echo-conf";

    public string Name => CommandName;

    public string Help =>
        """
        echo-conf		Print a sample configuration in supervisord's INI
        echo-conf --toml	Print a sample configuration in TOML
        """;

    public int Run(IReadOnlyList<string> words, TextOutput output, TextOutput errors)
    {
        if (words.Any(word => word is "-h" or "--help"))
        {
            output.Line(Help);
            return ExitCode.Ok;
        }

        if (words.Count > 1 || (words.Count == 1 && words[0] is not ("--toml" or "--ini")))
        {
            errors.Line($"Error: {Name} accepts only --toml or --ini");
            errors.Line(Help);
            return ExitCode.BadArguments;
        }

        output.Text(words is ["--toml"] ? SampleConfig.Toml : SampleConfig.Ini);
        return ExitCode.Ok;
    }
}
