using Supervisor.Posix.Signals;

namespace Supervisor.Posix.Tests.Signals;

public sealed class SignalNumbersTests
{
    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("SIGTERM", 15)]
    [InlineData("sigterm", 15)]
    [InlineData(" usr2 ", 12)]
    [InlineData("9", 9)]
    [InlineData("CLD", 17)]
    [InlineData("RTMIN", 34)]
    [InlineData("RTMIN+3", 37)]
    [InlineData("SIGRTMAX-1", 63)]
    [InlineData("RTMAX", 64)]
    [InlineData("RTMIN+30", 64)]
    public void Names_and_numbers_are_understood(string text, int number) => Assert.Equal(number, SignalNumbers.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("SIG")]
    [InlineData("TERMINATE")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMIN+-1")]
    [InlineData("RTMAX-31")]
    public void What_is_no_signal_is_refused(string text) => Assert.Null(SignalNumbers.Parse(text));

    [Fact]
    public void Every_number_has_a_name_that_means_it()
    {
        for (var number = 1; number <= 64; number++)
            Assert.Equal(number, SignalNumbers.Parse(SignalNumbers.Name(number)));
    }

    [Theory]
    [InlineData(1, "HUP")]
    [InlineData(29, "IO")]
    [InlineData(34, "RTMIN")]
    [InlineData(37, "RTMIN+3")]
    [InlineData(64, "RTMAX")]
    [InlineData(33, "33")]
    public void Names_are_without_prefix(int number, string name) => Assert.Equal(name, SignalNumbers.Name(number));

    [Fact]
    public void The_runtime_ignores_sigpipe_and_children_are_kept()
    {
        SignalDispositions.KeepChildExits();

        Assert.True(SignalDispositions.IsIgnored(SignalNumbers.Pipe));
        Assert.False(SignalDispositions.IsIgnored(SignalNumbers.Child));
    }
}
