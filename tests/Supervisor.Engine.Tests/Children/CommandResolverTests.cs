using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Children;

public sealed class CommandResolverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_without_a_slash_is_the_first_one_in_the_path()
    {
        var (first, second) = (Executable("one/tool"), Executable("two/tool"));

        Assert.Equal((first, null), Resolve(["tool"], path: $"{_folder["none"]}:{_folder["one"]}:{_folder["two"]}"));
        Assert.Equal((second, null), Resolve(["tool"], path: _folder["two"]));
    }

    [Fact]
    public void The_path_of_the_program_itself_comes_before_the_daemons()
    {
        var own = Executable("own/tool");
        Executable("daemon/tool");

        Assert.Equal((own, null), Resolve(["tool"], path: _folder["daemon"], ownPath: _folder["own"]));
    }

    [Fact]
    public void Without_any_path_the_usual_folders_are_searched() =>
        Assert.Equal(("/bin/sh", null), Resolve(["sh"], path: null));

    [Fact]
    public void A_relative_path_is_taken_from_the_directory_that_the_program_starts_in()
    {
        var tool = Executable("srv/bin/tool");

        Assert.Equal((tool, null), Resolve(["bin/tool"], path: null, directory: _folder["srv"]));
    }

    [Fact]
    public void What_is_wrong_is_said_in_supervisords_words()
    {
        var plain = _folder.Write("plain", "");

        Assert.Equal((StartFailureKind.NoFile, "can't find command 'nowhere'"), Failure(["nowhere"]));
        Assert.Equal((StartFailureKind.NoFile, "can't find command '/no/where'"), Failure(["/no/where"]));
        Assert.Equal((StartFailureKind.NotExecutable, $"command at '{_folder.Path}' is a directory"), Failure([_folder.Path]));
        Assert.Equal((StartFailureKind.NotExecutable, $"command at '{plain}' is not executable"), Failure([plain]));
        Assert.Equal((StartFailureKind.NotExecutable, "command is empty"), Failure([]));
    }

    [Fact]
    public void A_command_that_cannot_be_split_says_why()
    {
        var spec = Spec([]) with { Command = new CommandLine("echo 'x", [], "No closing quotation") };

        var failure = CommandResolver.Resolve(spec, null, "/").Failure;

        Assert.Equal("can't parse command 'echo 'x': No closing quotation", failure?.SpawnError);
    }

    private (StartFailureKind, string) Failure(ValueList<string> command)
    {
        var failure = CommandResolver.Resolve(Spec(command), _folder.Path, "/").Failure;
        return (failure!.Kind, failure.SpawnError);
    }

    private static (string?, StartFailure?) Resolve(ValueList<string> command, string? path, string? ownPath = null, string? directory = null)
    {
        var spec = Spec(command) with
        {
            Directory = directory,
            Environment = ownPath is null ? ValueMap.Empty : new ValueMap([new("PATH", ownPath)]),
        };
        return CommandResolver.Resolve(spec, path, "/");
    }

    private static ProcessSpec Spec(ValueList<string> command) => new()
    {
        Name = new ProcessName("x", "x"),
        Program = "x",
        Command = new CommandLine(string.Join(' ', command), command),
    };

    private string Executable(string name)
    {
        var path = _folder.Write(name, "#!/bin/sh\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
