using Supervisor.Config.Hosting;
using Supervisor.Config.Options;
using Supervisor.Ctl;
using Supervisor.Ctl.Health;
using Supervisor.Ctl.Offline;
using Supervisor.Ctl.Terminal;

var output = new TextOutput(StandardStreams.Output());
var errors = new TextOutput(StandardStreams.Error());
try
{
    string program = Environment.GetCommandLineArgs()[0];
    string name = ProgramName.AsCalled();
    if (OfflineCommands.ByProgramName(name) is { } called)
        return RunOffline(called, args);
    ClientOptionsResult parsed = ClientOptions.Parse(args);
    switch (parsed.Outcome)
    {
        case OptionsOutcome.Help:
            output.Text(HelpText.Client("supervisorctl"));
            output.Flush();
            return ExitCode.Ok;
        case OptionsOutcome.Error:
            errors.Line($"Error: {parsed.Error}");
            errors.Line($"For help, use {name} -h");
            errors.Flush();
            return parsed.ExitCode;
    }

    if (parsed.Options.Words is { Count: > 0 } words && OfflineCommands.Find(words[0], parsed.Options, program) is { } offline)
        return RunOffline(offline, [.. words.Skip(1)]);
    (ClientSettings? settings, int refused) = SettingsLoader.Load(parsed.Options, program, LocalConfigHost.Create(), errors);
    if (settings is null)
    {
        if (refused == ExitCode.BadArguments)
            errors.Line($"For help, use {name} -h");
        errors.Flush();
        return parsed.Options.Words is [HealthCommand.CommandName, ..] ? ExitCode.Generic : refused;
    }

    bool shell = parsed.Options.Words.Count == 0;
    bool terminal = settings.Interactive && !Console.IsInputRedirected && !(shell && Console.IsOutputRedirected)
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
    var application = new Application(output, errors, StandardStreams.Input(), terminal);
    return await application.RunAsync(settings, parsed.Options.Words, CancellationToken.None);
}
catch (OutputClosedException e)
{
    if (!e.ReaderLeft)
    {
        errors.Line($"error: cannot write to standard output: {e.Message}");
        errors.Flush();
    }

    return ExitCode.Generic;
}

int RunOffline(IOfflineCommand command, IReadOnlyList<string> words)
{
    int exitCode = command.Run(words, output, errors);
    errors.Flush();
    output.Flush();
    return exitCode;
}
