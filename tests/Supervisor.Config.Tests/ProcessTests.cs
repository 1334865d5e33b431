using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class ProcessTests
{
    private static string[] Names(string text) => [.. Loading.Processes(text).Select(p => p.Name.ToString())];

    [Fact]
    public void Several_processes_are_numbered()
    {
        Assert.Equal(["web:web_00", "web:web_01"], Names("[program.web]\ncommand = 'true'\nnumprocs = 2\n"));
        Assert.Equal(["web"], Names("[program.web]\ncommand = 'true'\nnumprocs = 1\n"));
        Assert.Empty(Names("[program.web]\ncommand = 'true'\nnumprocs = 0\n"));
        Assert.Equal(
            ["web:p5", "web:p6"],
            Names("[program.web]\ncommand = 'true'\nnumprocs = 2\nnumprocs_start = 5\nprocess_name = 'p${process_num}'\n"));
    }

    [Fact]
    public void A_name_without_the_number_is_an_error_for_several_processes() => Assert.Contains(
        "4:16: error: ${process_num} must be present within process_name when numprocs > 1",
        Loading.Findings("[program.web]\ncommand = 'true'\nnumprocs = 2\nprocess_name = 'web'\n"));

    [Fact]
    public void Each_process_has_what_is_written_with_its_number()
    {
        var processes = Loading.Processes(
            """
            [program.web]
            command = ["serve", "${PORT}", "${numprocs}"]
            numprocs = 3
            environment = { PORT = "80${process_num:02}", GROUP = "${group_name}" }
            stdout_logfile = "/tmp/${program_name}-${process_num}.log"
            priority = "${process_num}"
            """);

        Assert.Equal(["serve 8000 3", "serve 8001 3", "serve 8002 3"], processes.Select(p => p.Command.Text));
        Assert.Equal(["8000", "8001", "8002"], processes.Select(p => p.Environment["PORT"]));
        Assert.All(processes, p => Assert.Equal("web", p.Environment["GROUP"]));
        Assert.Equal([0, 1, 2], processes.Select(p => p.Priority));
        Assert.Equal(
            new LogDestination.File("/tmp/web-2.log"), processes[2].Stdout.Destination);
    }

    [Fact]
    public void What_is_the_same_for_all_processes_is_shared()
    {
        var processes = Loading.Processes("[program.web]\ncommand = 'a b'\nnumprocs = 2\nenvironment = { A = '1' }\nstdout_logfile_backups = 1\n");

        Assert.Same(processes[0].Command, processes[1].Command);
        Assert.Same(processes[0].Environment, processes[1].Environment);
        Assert.Same(processes[0].Stdout, processes[1].Stdout);
    }

    [Fact]
    public void A_mistake_in_a_program_of_many_processes_is_said_once() => Assert.Equal(
        "4:14: error: invalid value for `stopsignal`: \"X\" is not a valid signal name",
        Loading.Finding("[program.web]\ncommand = 'true'\nnumprocs = 50\nstopsignal = 'X'\n"));

    [Fact]
    public void Defaults_apply_to_every_program_and_its_own_key_wins()
    {
        var processes = Loading.Processes(
            """
            [program-default]
            startsecs = 5
            user = "ann"
            environment = { A = "default", B = "${program_name}" }
            [program.a]
            command = "true"
            [program.b]
            command = "true"
            startsecs = 0
            environment = { A = "own" }
            """);

        Assert.Equal([5, 0], processes.Select(p => p.StartDuration.TotalSeconds));
        Assert.All(processes, p => Assert.Equal("ann", p.User));
        Assert.Equal(["A=default B=a", "A=own B=b"], processes.Select(p => string.Join(' ', p.Environment.Select(e => $"{e.Key}={e.Value}"))));
    }

    [Fact]
    public void An_unknown_default_is_an_error_once() => Assert.Equal(
        "2:1: error: unknown key `startsec` in [program-default]; did you mean `startsecs`?",
        Loading.Finding("[program-default]\nstartsec = 1\n[program.a]\ncommand = 'a'\n[program.b]\ncommand = 'b'\n"));

    [Fact]
    public void The_environment_of_the_daemon_is_below_that_of_the_program()
    {
        var process = Assert.Single(Loading.Processes(
            "[supervisord]\nenvironment = { A = 'daemon', B = 'daemon' }\n[program.x]\ncommand = 'echo ${A} ${B} ${PORT}'\nenvironment = { B = '${A}!' }\n"));

        Assert.Equal("echo daemon daemon! 8000", process.Command.Text);
        Assert.Equal(["A=daemon", "B=daemon!"], process.Environment.Select(e => $"{e.Key}={e.Value}"));
    }

    [Fact]
    public void Groups_are_sorted_by_priority_and_name_and_keep_the_order_of_their_programs()
    {
        var roster = Loading.Spec(
            """
            [program.z]
            command = "true"
            [program.a]
            command = "true"
            [program.first]
            command = "true"
            priority = 1
            [program.m1]
            command = "true"
            priority = 900
            [program.m2]
            command = "true"
            numprocs = 2
            [group.mid]
            programs = ["m2", "m1"]
            priority = 50
            """).Roster;

        Assert.Equal(["first", "mid", "a", "z"], roster.Groups.Select(g => g.Name));
        Assert.Equal([1, 50, 999, 999], roster.Groups.Select(g => g.Priority));
        Assert.Equal([false, true, false, false], roster.Groups.Select(g => g.Explicit));
        Assert.Equal(["mid:m2_00", "mid:m2_01", "mid:m1"], roster.Groups[1].Processes.Select(p => p.Name.ToString()));
        Assert.Equal(["m2", "m2", "m1"], roster.Groups[1].Processes.Select(p => p.Program));
    }

    [Fact]
    public void A_member_knows_its_group() => Assert.Equal(
        "echo g",
        Assert.Single(Loading.Processes("[program.a]\ncommand = 'echo ${group_name}'\n[group.g]\nprograms = 'a'\n")).Command.Text);

    [Fact]
    public void An_empty_group_is_allowed() =>
        Assert.Empty(Assert.Single(Loading.Spec("[group.g]\n").Roster.Groups).Processes);

    [Fact]
    public void A_program_and_the_group_it_is_in_may_have_one_name() =>
        Assert.Equal(["a"], Names("[program.a]\ncommand = 'true'\n[group.a]\nprograms = ['a']\n"));

    [Theory]
    [InlineData("[group.g]\nprograms = ['wb']", "4:13: error: [group.g] names unknown program or fcgi-program wb; did you mean `web`?")]
    [InlineData("[group.g]\nprograms = ['web', 'web']", "4:20: error: program web is in [group.g] twice: first at /etc/supervisord.toml:4")]
    [InlineData("[group.web]\npriority = 1", "1:1: error: program web would be a group of the same name as [group.web] at /etc/supervisord.toml:3; put it into a group or name it otherwise")]
    [InlineData("[group.g]\nprogram = 'web'", "4:1: error: unknown key `program` in [group.g]; did you mean `programs`?")]
    [InlineData("[group.'a/b']\nprograms = 'web'", "3:8: error: Invalid name: 'a/b' because of character: '/'")]
    [InlineData("[program.b]\ncommand = 'b'\nprocess_name = 'web'\n[group.g]\nprograms = 'web,b'", "5:16: error: group g has two processes with the name web")]
    [InlineData("[group.g]\nprograms = {}", "4:12: error: invalid value for `programs`: it must be a list, not a table")]
    public void A_group_that_cannot_be_is_reported(string text, string finding) =>
        Assert.Equal(finding, Loading.Finding($"[program.web]\ncommand = 'true'\n{text}\n"));
}
