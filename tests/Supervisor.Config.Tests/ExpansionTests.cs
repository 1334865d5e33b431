using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests;

public class ExpansionTests
{
    private static string Expand(string text, FakeConfigHost? host = null) => Assert.Single(
        Loading.Processes($"[program.web]\ncommand = ['{text}']\nenvironment = {{ OWN = '${{PORT}}1' }}\n", host)).Command.Arguments[0];

    [Theory]
    [InlineData("${PORT}", "8000")]
    [InlineData("a${PORT}b${PORT}", "a8000b8000")]
    [InlineData("${OWN}", "80001")]
    [InlineData("${NONE:-x}", "x")]
    [InlineData("${NONE:-}.", ".")]
    [InlineData("${PORT:-x}", "8000")]
    [InlineData("${EMPTY:-x}", "x")]
    [InlineData("${EMPTY}.", ".")]
    [InlineData("${NONE:-${PORT}}", "8000")]
    [InlineData("${NONE:-${NIL:-a}b}c", "abc")]
    [InlineData("${NONE:-a:b}", "a:b")]
    [InlineData("${process_num:02}", "00")]
    [InlineData("${process_num:3}.", "  0.")]
    [InlineData("${process_num:02d}", "00")]
    [InlineData("${PORT:06}", "008000")]
    [InlineData("${program_name}-${group_name}-${numprocs}", "web-web-1")]
    [InlineData("${host_node_name}", "box.example")]
    [InlineData("${here}/x", "/etc/x")]
    [InlineData("$$", "$")]
    [InlineData("$PORT $ $5 x$", "$PORT $ $5 x$")]
    [InlineData("$${PORT}", "${PORT}")]
    [InlineData("$$$", "$$")]
    [InlineData("$$$${PORT}", "$${PORT}")]
    [InlineData("{PORT}", "{PORT}")]
    public void Names_are_replaced(string text, string expected) => Assert.Equal(expected, Expand(text));

    [Fact]
    public void A_value_that_was_put_in_is_not_expanded_again()
    {
        var host = new FakeConfigHost();
        host.Variables["EVIL"] = "${PORT} $$ %(x)s";

        Assert.Equal("${PORT} $$ %(x)s", Expand("${EVIL}", host));
        Assert.Equal("${PORT} $$ %(x)s", Expand("${NONE:-${EVIL}}", host));
    }

    [Theory]
    [InlineData("${NOPE}", "cannot expand `${NOPE}`: there is no environment variable or name `NOPE`")]
    [InlineData("${program_nam}", "cannot expand `${program_nam}`: there is no environment variable or name `program_nam`; did you mean `program_name`?")]
    [InlineData("${}", "`${}` names nothing")]
    [InlineData("${:-x}", "`${:-x}` names nothing")]
    [InlineData("x${PORT", "`${` has no closing brace; a `${` that is meant as it stands is written `$${`")]
    [InlineData("${PORT:x}", "cannot expand `${PORT:x}`: `x` is no format; `02` pads with zeros, `:-text` gives a default")]
    [InlineData("${HOME:02}", "cannot expand `${HOME:02}`: the value is not a number")]
    [InlineData("${PORT:999999}", "cannot expand `${PORT:999999}`: `999999` is no format; `02` pads with zeros, `:-text` gives a default")]
    public void What_cannot_be_expanded_is_an_error(string text, string reason) => Assert.Equal(
        $"2:11: error: invalid value for `command`: {reason}",
        Loading.Finding($"[program.x]\ncommand = '{text}'\n"));

    [Fact]
    public void A_name_that_has_no_value_at_a_place_says_so() => Assert.Equal(
        "2:14: error: invalid value for `identifier`: cannot expand `${process_num}`: `process_num` has no value here",
        Loading.Finding("[supervisord]\nidentifier = '${process_num}'\n"));

    [Fact]
    public void The_environments_of_two_processes_do_not_mix() => Assert.Equal(
        ["0", "1"],
        Loading.Processes("[program.x]\ncommand = '${N}'\nnumprocs = 2\nenvironment = { N = '${process_num}' }\n").Select(p => p.Command.Text));

    [Fact]
    public void Defaults_that_nest_without_end_are_an_error()
    {
        var text = string.Concat(Enumerable.Repeat("${A:-", 10_000)) + new string('}', 10_000);

        Assert.Contains("nested more than 16 levels", Loading.Finding($"[program.x]\ncommand = '{text}'\n"), StringComparison.Ordinal);
    }
}
