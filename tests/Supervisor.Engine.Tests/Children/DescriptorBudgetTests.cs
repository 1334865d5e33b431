using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Output;
using Supervisor.Engine.Tests.Output;

namespace Supervisor.Engine.Tests.Children;

public sealed class DescriptorBudgetTests : IDisposable
{
    private readonly PumpRig _rig = new();

    [Theory]
    [InlineData(64, 32)]
    [InlineData(256, 192)]
    [InlineData(1024, 896)]
    [InlineData(20_000, 18_800)]
    [InlineData(1_048_576, 1_047_376)]
    public void Programs_get_what_is_not_kept_for_clients(long limit, int room)
    {
        var budget = new DescriptorBudget(() => limit);

        // A pipe for stdin and one for each stream, without log files.
        var started = 0;
        while (started <= room && budget.Take(NewChild($"{started}")) is null && started < 400) started++;

        Assert.Equal(Math.Min(room / 3, 400), started);
    }

    [Fact]
    public void A_restart_needs_nothing_more_and_an_end_gives_the_pipes_back_but_not_the_logs()
    {
        var limit = 64L;
        var budget = new DescriptorBudget(() => limit);
        var children = Enumerable.Range(0, 6).Select(number => NewChild($"{number}", logs: true)).ToList();
        Assert.All(children, child => Assert.Null(budget.Take(child)));
        Assert.All(children, child => Assert.Null(budget.Take(child)));
        var next = NewChild("next", logs: true);
        Assert.Equal(
            "too many open files: supervisord may have 64 (RLIMIT_NOFILE), and its programs have 30; raise the hard limit and minfds",
            budget.Take(next)?.Reason);

        budget.Ended(children[0]);
        Assert.Null(budget.Take(next));
        Assert.NotNull(budget.Take(children[0]));
        budget.Left(children[1]);
        Assert.Null(budget.Take(children[0]));

        // What runs already is counted whatever there is.
        var adopted = NewChild("adopted");
        budget.Include(adopted);
        Assert.Equal(3, adopted.HeldDescriptors);
    }

    public void Dispose() => _rig.Dispose();

    private Child NewChild(string name, bool logs = false) => new(new ProcessName("web", name), Channel($"{name}.out", logs), Channel($"{name}.err", logs), []);

    private OutputChannel Channel(string name, bool log) => _rig.Open(log ? new SinkTarget.File(_rig.Folder[name]) : SinkTarget.None.Instance);
}
