using Microsoft.AspNetCore.Connections;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Tests.Http;

public sealed class OpenConnectionsTests
{
    [Fact]
    public void Idle_connections_are_kept_until_there_are_many()
    {
        var connections = new OpenConnections(crowd: 3, TimeSpan.Zero);
        var first = Enumerable.Range(0, 3).Select(_ => Add(connections)).ToList();
        Assert.All(first, connection => Assert.False(connection.IsAborted));

        Add(connections);
        Assert.All(first, connection => Assert.True(connection.IsAborted));
    }

    [Fact]
    public void A_connection_with_a_request_under_way_is_never_closed()
    {
        var connections = new OpenConnections(crowd: 1, TimeSpan.Zero);
        var busy = Add(connections);
        busy.Features.Get<ConnectionUse>()!.Begin();
        Add(connections);

        Assert.False(busy.IsAborted);
    }

    [Fact]
    public void A_connection_that_was_used_lately_is_not_closed()
    {
        var connections = new OpenConnections(crowd: 1, TimeSpan.FromHours(1));
        var lately = Add(connections);
        Add(connections);

        Assert.False(lately.IsAborted);
    }

    [Fact]
    public void Closed_connections_are_forgotten()
    {
        var connections = new OpenConnections(crowd: 10, TimeSpan.Zero);
        var one = Add(connections);
        Add(connections);

        Assert.Equal(1, connections.Remove(one));
        Assert.Equal(1, connections.Remove(one));
        Assert.Equal(1, connections.Count);
    }

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
