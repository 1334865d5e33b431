using Supervisor.Control.Wire;

namespace Supervisor.Ctl;

/// <summary>What is said about wrong words after a command.</summary>
internal static class UsageErrors
{
    /// <summary><c>Error: text</c> and the command's help.</summary>
    public static void WrongUse(this Session session, ICommand command, string text, int exitCode = ExitCode.Generic)
    {
        session.WrongWord(text, exitCode);
        if (!session.Json)
            session.Output.Line(command.Help);
    }

    /// <summary><c>Error: text</c> alone.</summary>
    public static void WrongWord(this Session session, string text, int exitCode = ExitCode.Generic) =>
        session.Fail(exitCode, $"Error: {text}", BadRequest(text));

    /// <summary>Whether there are no words, as it has to be; if there are, says so.</summary>
    public static bool TakesNoWords(this Session session, ICommand command, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return true;
        session.WrongUse(command, $"{command.Name} accepts no arguments");
        return false;
    }

    public static Problem BadRequest(string text) => new()
    {
        Title = "Bad Request",
        Status = 400,
        Code = ErrorCodes.BadRequest,
        Detail = text,
    };
}
