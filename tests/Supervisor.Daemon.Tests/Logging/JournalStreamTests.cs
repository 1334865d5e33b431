using Supervisor.Daemon.Logging;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Tests.Logging;

public sealed class JournalStreamTests
{
    [Fact]
    public void Every_line_of_a_message_has_its_severity() =>
        Assert.Equal("<3>first\n<3>second\n", JournalStream.Mark(3, "first\nsecond\n"));

    // Device 8:1 is 2049 as stat(2) numbers it, and 259:70000 is 286327664 (makedev(3)).
    [Theory]
    [InlineData("2049:77", 8UL, 1UL, 77UL, true)]
    [InlineData("286327664:5", 259UL, 70000UL, 5UL, true)]
    [InlineData("2049:78", 8UL, 1UL, 77UL, false)]
    [InlineData("2049", 8UL, 1UL, 77UL, false)]
    [InlineData("a:b", 0UL, 0UL, 0UL, false)]
    [InlineData(null, 0UL, 0UL, 0UL, false)]
    public void A_stream_is_known_by_device_and_inode(string? stream, ulong major, ulong minor, ulong inode, bool isIt) =>
        Assert.Equal(isIt, JournalStream.Names(stream, new FileIdentity(major << 32 | minor, inode)));
}
