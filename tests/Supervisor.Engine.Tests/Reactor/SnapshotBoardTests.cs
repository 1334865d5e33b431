using Supervisor.Core.Roster;
using Supervisor.Engine.Reactor;

namespace Supervisor.Engine.Tests.Reactor;

public sealed class SnapshotBoardTests
{
    [Fact]
    public void Nobody_is_answered_from_a_state_that_was_never_published()
    {
        var board = new SnapshotBoard();
        Assert.False(board.First.IsCompleted);

        var state = new RosterState { Phase = RosterPhase.Restarting };
        board.Publish(state);

        Assert.True(board.First.IsCompletedSuccessfully);
        Assert.Same(state, board.Current);
    }
}
