namespace Supervisor.Config.Options;

internal static class ClientOptionsParser
{
    private static readonly OptionDefinition[] Definitions =
    [
        new('c', "configuration", true),
        new('h', "help", false),
        new('?', null, false),
        new('i', "interactive", false),
        new('s', "serverurl", true),
        new('u', "username", true),
        new('p', "password", true),
        new('r', "history_file", true),
        new(null, "json", false, Additional: true),
    ];

    public static ClientOptionsResult Parse(IReadOnlyList<string> arguments)
    {
        var given = GetOpt.Parse(arguments, Definitions);
        if (given.Error is not null)
        {
            return Fail(given.Error);
        }

        var reader = new OptionReader();
        var options = new ClientOptions { Words = given.Rest };
        foreach (var option in given.Options)
        {
            if (option.Definition.Long is "help" || option.Definition.Short is '?')
            {
                return new ClientOptionsResult(OptionsOutcome.Help, ClientOptions.None, null);
            }

            options = reader.First(option) ? Apply(options, option, reader) : options;
            if (reader.Error is not null)
            {
                return Fail(reader.Error);
            }
        }

        return new ClientOptionsResult(OptionsOutcome.Run, options, null);
    }

    private static ClientOptions Apply(ClientOptions options, GivenOption option, OptionReader reader) =>
        option.Definition.Long switch
        {
            "configuration" => options with { ConfigFile = option.Value },
            "interactive" => options with { Interactive = true },
            "serverurl" => options with { ServerUrl = reader.Url(option) },
            "username" => options with { Username = option.Value },
            "password" => options with { Password = option.Value },
            "history_file" => options with { HistoryFile = option.Value },
            "json" => options with { Json = true },
            _ => options,
        };

    private static ClientOptionsResult Fail(string error) => new(OptionsOutcome.Error, ClientOptions.None, error);
}
