using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Input;

namespace Supervisor.Ctl.Tests;

public sealed class CompletionTests
{
    private const string Everything =
        "add avail clear exit fg healthcheck help maintail open pid quit reload remove reread restart shutdown signal start status stop tail update upgrade version";

    [Theory]
    [InlineData("", Everything)]
    [InlineData("  ", Everything)]
    [InlineData("s", "shutdown signal start status stop")]
    [InlineData("zz", "")]
    [InlineData("help sta", "start status")]
    [InlineData("update ", "cat site")]
    [InlineData("add s", "site")]
    [InlineData("remove c", "cat")]
    [InlineData("start ", "cat site:* site:web_00 site:web_01")]
    [InlineData("stop site:", "site:* site:web_00 site:web_01")]
    [InlineData("restart c", "cat")]
    [InlineData("status cat:", "cat:* cat:cat")]
    [InlineData("signal HUP site:web_0", "site:web_00 site:web_01")]
    [InlineData("tail x", "")]
    [InlineData("clear s", "site:* site:web_00 site:web_01")]
    [InlineData("fg ca", "cat")]
    [InlineData("pid ca", "cat")]
    [InlineData("reload ", "")]
    [InlineData("nonsense ", "")]
    public async Task After_each_command_comes_what_it_takes(string line, string expected)
    {
        var completer = new CommandCompleter(new CommandTable(), _ => Task.FromResult<IReadOnlyList<ProcessInfo>>(
            [Process("cat", "cat"), Process("site", "web_00"), Process("site", "web_01")]));
        Assert.Equal(expected, string.Join(' ', await completer.CompleteAsync(line)));
    }

    [Fact]
    public async Task A_server_that_is_away_completes_nothing()
    {
        var error = new ControlError(ControlFailure.SocketMissing, "socket_missing", "away");
        var completer = new CommandCompleter(new CommandTable(), _ => throw new ControlException(error));
        Assert.Empty(await completer.CompleteAsync("start "));
    }

    private static ProcessInfo Process(string group, string name) =>
        new() { Group = group, Name = name, Description = "", State = 20, StateName = "RUNNING" };
}
