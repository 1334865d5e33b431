namespace Supervisor.Ctl.Tests;

public sealed class NamespecTests
{
    [Theory]
    [InlineData("web", "web", "web")]
    [InlineData("g:p", "g", "p")]
    [InlineData("g:*", "g", null)]
    [InlineData("g:", "g", null)]
    [InlineData("g:a:b", "g", "a:b")]
    [InlineData(":p", "", "p")]
    public void A_name_is_a_process_or_a_group(string text, string group, string? process) =>
        Assert.Equal(new Namespec(group, process), Namespec.Parse(text));

    [Theory]
    [InlineData("~", "/home/u")]
    [InlineData("~/x", "/home/u/x")]
    [InlineData("~x", "~x")]
    [InlineData("/a/~", "/a/~")]
    public void A_tilde_is_the_home_folder(string path, string expected)
    {
        string? home = Environment.GetEnvironmentVariable("HOME");
        Environment.SetEnvironmentVariable("HOME", "/home/u");
        try
        {
            Assert.Equal(expected, HomePath.Expand(path));
            Assert.Equal($"unix://{expected}", HomePath.ExpandUrl($"unix://{path}"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", home);
        }
    }
}
