using Supervisor.Posix.Host;

namespace Supervisor.Posix.Tests.Host;

/// <summary>Questions to kernel, C library and clock, which change nothing. What a refusal looks like is tried with a real filter in the end-to-end tests.</summary>
public sealed class HostTests
{
    [Fact]
    public void Calls_that_this_kernel_has_are_not_refused_and_asking_leaves_no_descriptor()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;

        // The tests need a kernel that has them all; see docs/platforms.md.
        for (var i = 0; i < 50; i++)
        {
            Assert.All([KernelCall.PidfdOpen, KernelCall.PidfdSendSignal, KernelCall.CloseRange, KernelCall.EpollPwait2], call => Assert.Equal(Errno.None, call.Ask()));
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 1, before + 20);
    }

    [Fact]
    public void The_C_library_says_its_version() => Assert.Matches(@"^2\.\d+$", CLibrary.GlibcVersion);

    [Fact]
    public void The_clock_can_be_asked() => Assert.NotNull(SystemClock.IsSynchronised);

    [Fact]
    public void What_may_be_written_is_told_apart()
    {
        Assert.Equal(Errno.None, PathAccess.AskWrite(Path.GetTempPath()));
        Assert.Equal(Errno.ENOENT, PathAccess.AskWrite("/nonexistent/folder"));
        Assert.NotEqual(Errno.None, PathAccess.AskWrite("/proc/version/x"));
    }
}
