using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Engine.Requests;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Sockets;

namespace Supervisor.Engine.Recovery;

/// <summary>The brain that has replaced this one: it carries out what our clients wait for, and tells us what became of it.</summary>
internal sealed class Successor
{
    private readonly RelayLine _line;

    public Successor(RequestBoard requests)
    {
        (var ours, TheirEnd) = StreamSocket.CreatePair();
        _line = new RelayLine(ours);
        _ = Task.Run(() => TakeAnswersAsync(requests));
    }

    /// <summary>For the keeper to hand over; the caller closes it.</summary>
    public OwnedDescriptor TheirEnd { get; }

    public void PassOn(Input input)
    {
        // What is no command has a source of its own, which tells the successor as well.
        if (RelayFormat.IsCommand(input)) _line.Send(RelayFormat.Write(input));
    }

    private async Task TakeAnswersAsync(RequestBoard requests)
    {
        while (await _line.ReceiveAsync().ConfigureAwait(false) is { } message)
        {
            switch (RelayFormat.ReadAnswer(message))
            {
                case Effect.Accepted accepted:
                    requests.Accepted(accepted.Request, accepted.Targets);
                    break;
                case Effect.TargetDone done:
                    requests.Done(done.Request, new TargetResult(done.Process, done.Outcome, done.Detail));
                    break;
                case Effect.Changes changes:
                    requests.Changed(changes.Request, changes.Groups);
                    break;
                default:
                    break;
            }
        }
    }
}
