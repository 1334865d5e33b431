using Supervisor.Posix.Limits;

namespace Supervisor.Posix.Tests.Limits;

public sealed class ResourceLimitsTests
{
    [Fact]
    public void Limits_are_what_proc_says()
    {
        var words = File.ReadAllLines("/proc/self/limits").Single(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var limit = ResourceLimits.Get(Resource.OpenFiles);

        Assert.Equal((words[3], words[4]), ($"{limit.Soft}", $"{limit.Hard}"));
    }

    [Fact]
    public void A_soft_limit_can_be_lowered_and_raised_again()
    {
        var before = ResourceLimits.Get(Resource.CoreSize);

        Assert.Equal(Errno.None, ResourceLimits.Set(Resource.CoreSize, before with { Soft = 0 }));
        Assert.Equal(0u, ResourceLimits.Get(Resource.CoreSize).Soft);
        Assert.Equal(Errno.None, ResourceLimits.Set(Resource.CoreSize, before));
        Assert.Equal(before, ResourceLimits.Get(Resource.CoreSize));
    }

    [Fact]
    public void A_soft_limit_above_the_hard_one_is_refused() =>
        Assert.Equal(Errno.EINVAL, ResourceLimits.Set(Resource.OpenFiles, new ResourceLimit(100, 50)));
}
