using Supervisor.Config.EnvironmentFiles;
using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests.EnvironmentFiles;

/// <summary>The grammar of environment files.</summary>
public class DotenvTests
{
    private static string Read(string text)
    {
        var (variables, errors) = DotenvReader.Read(text);
        return string.Join('|', variables.Select(v => $"{v.Key}={v.Value}").Concat(errors.Select(e => $"{e.Line}:{e.Column}: {e.Text}")));
    }

    [Theory]
    [InlineData("A=1", "A=1")]
    [InlineData("A=1\nB=2\n", "A=1|B=2")]
    [InlineData("A=1\r\nB=2\r\n", "A=1|B=2")]
    [InlineData("\n\n  # comment\n#A=1\nA=2", "A=2")]
    [InlineData("  A  =  1  ", "A=1")]
    [InlineData("A=", "A=")]
    [InlineData("A= # nothing", "A=")]
    [InlineData("export A=1", "A=1")]
    [InlineData("export\tA=1", "A=1")]
    [InlineData("export=1", "export=1")]
    [InlineData("export =1", "export=1")]
    [InlineData("exported=1", "exported=1")]
    [InlineData("A=b c # d", "A=b c")]
    [InlineData("A=b#c", "A=b#c")]
    [InlineData("A=#c", "A=#c")]
    [InlineData("A= #c", "A=")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("A=$HOME ${X} $(id) `id`", "A=$HOME ${X} $(id) `id`")]
    [InlineData("A=C:\\new", "A=C:\\new")]
    [InlineData("A=it's \"so\"", "A=it's \"so\"")]
    [InlineData("_a.b-c9=1", "_a.b-c9=1")]
    [InlineData("A=1\nA=2", "A=1|A=2")]
    [InlineData("A='b # c'", "A=b # c")]
    [InlineData("A='b\\n$c\"'", "A=b\\n$c\"")]
    [InlineData("A='b\nc'\nB=1", "A=b\nc|B=1")]
    [InlineData("A=''", "A=")]
    [InlineData("A=\"b\\nc\\t\\\"\\\\\\$\\r.\"", "A=b\nc\t\"\\$\r.")]
    [InlineData("A=\"b\\xc\"", "A=b\\xc")]
    [InlineData("A=\"b\\\nc\"", "A=bc")]
    [InlineData("A=\"b\nc\" # d\nB=1", "A=b\nc|B=1")]
    [InlineData("A=\"b\"  \t", "A=b")]
    [InlineData("A=ä€😀", "A=ä€😀")]
    public void Variables_are_read(string text, string expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("A", "1:2: a name of letters, digits and _ . - is followed by `=`")]
    [InlineData("A B=1", "1:3: a name of letters, digits and _ . - is followed by `=`")]
    [InlineData("1A=1", "1:1: a line is NAME=value, and a name begins with a letter or an underscore")]
    [InlineData("=1", "1:1: a line is NAME=value, and a name begins with a letter or an underscore")]
    [InlineData("export 1=1", "1:8: a line is NAME=value, and a name begins with a letter or an underscore")]
    [InlineData("X=1\n  A='b\nc", "X=1|2:5: the quote is never closed")]
    [InlineData("A=\"b\\\"", "1:3: the quote is never closed")]
    [InlineData("A='b' c", "1:7: only a comment may follow the closing quote")]
    [InlineData("A='b\n\nc'd\nB=1", "B=1|3:3: only a comment may follow the closing quote")]
    [InlineData("A=\0", "1:4: the value contains a NUL character")]
    public void What_cannot_be_read_is_said_with_its_place_and_without_the_value(string text, string expected) =>
        Assert.Equal(expected, Read(text));

    [Fact]
    public void The_number_of_errors_is_bounded() => Assert.Equal(100, DotenvReader.Read(string.Concat(Enumerable.Repeat("?\n", 5000))).Errors.Count);

    [Fact]
    public void No_text_throws()
    {
        const string good = "A=1\nexport B='x y' # c\nC=\"a\\n\\\"b\"\n# d\nD=e f\r\n";
        for (var seed = 0; seed < 3000; seed++)
        {
            var text = Mutation.Of(good, new Random(seed));
            var (variables, _) = DotenvReader.Read(text);
            Assert.All(variables, v => Assert.False(v.Key.Length == 0 || v.Key.Contains('=') || v.Value.Contains('\0')));
        }
    }
}
