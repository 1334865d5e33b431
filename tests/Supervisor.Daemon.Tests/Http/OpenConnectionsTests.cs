using Microsoft.AspNetCore.Connections;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Tests.Http;

public sealed class OpenConnectionsTests
{
    [Fact]
    public void Idle_connections_are_kept_until_there_are_many()
    {
        var connections = Open(crowd: 3, TimeSpan.Zero);
        var first = Enumerable.Range(0, 3).Select(_ => Add(connections)).ToList();
        Assert.All(first, connection => Assert.False(connection.IsAborted));

        Add(connections);
        Assert.All(first, connection => Assert.True(connection.IsAborted));
    }

    [Fact]
    public void A_connection_with_a_request_under_way_is_never_closed()
    {
        var connections = Open(crowd: 1, TimeSpan.Zero);
        var busy = Add(connections);
        busy.Features.Get<ConnectionUse>()!.Begin();
        Add(connections);

        Assert.False(busy.IsAborted);
    }

    [Fact]
    public void A_connection_that_was_used_lately_is_not_closed()
    {
        var connections = Open(crowd: 1, TimeSpan.FromHours(1));
        var lately = Add(connections);
        Add(connections);

        Assert.False(lately.IsAborted);
    }

    [Fact]
    public void Closed_connections_are_forgotten()
    {
        var connections = Open(crowd: 10, TimeSpan.Zero);
        var one = Add(connections);
        Add(connections);

        Assert.Equal(1, connections.Remove(one));
        Assert.Equal(1, connections.Remove(one));
        Assert.Equal(1, connections.Count);
    }

    [Fact]
    public async Task When_all_places_are_taken_who_does_not_use_his_makes_room()
    {
        var connections = new OpenConnections(crowd: 10, TimeSpan.FromHours(1), most: 2, TimeSpan.Zero);
        var busy = Add(connections);
        busy.Features.Get<ConnectionUse>()!.Begin();
        await connections.RoomAsync(TestContext.Current.CancellationToken);
        var idle = Add(connections);

        var room = connections.RoomAsync(TestContext.Current.CancellationToken);
        Assert.Equal((false, true, false), (room.IsCompleted, idle.IsAborted, busy.IsAborted));
        connections.Remove(idle);
        await room;
    }

    private static OpenConnections Open(int crowd, TimeSpan idleLimit) => new(crowd, idleLimit, int.MaxValue, TimeSpan.Zero);

    private static RecordedConnection Add(OpenConnections connections)
    {
        var connection = new RecordedConnection();
        connections.Add(connection);
        return connection;
    }

    private sealed class RecordedConnection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
