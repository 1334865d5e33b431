using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Engine.Reactor;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// The brain that this one has replaced, which lives on until its clients are answered: it passes on commands that came too late,
/// and gets the answers to all that it had passed on or begun.
/// </summary>
internal sealed class Predecessor
{
    private readonly RelayLine _line;
    private readonly long _firstOwnId;

    /// <param name="end">Our end of the line.</param>
    /// <param name="firstOwnId">Requests of this brain have this id or a higher one.</param>
    /// <param name="inbox">Where its commands go.</param>
    public Predecessor(OwnedDescriptor end, long firstOwnId, Inbox inbox)
    {
        _line = new RelayLine(end);
        _firstOwnId = firstOwnId;
        _ = Task.Run(() => TakeCommandsAsync(inbox));
    }

    /// <summary>Passes on an answer that is for one of its clients. False when it is for one of ours.</summary>
    public bool TryAnswer(RequestId request, Effect answer)
    {
        if (request.Value >= _firstOwnId) return false;
        _line.Send(RelayFormat.Write(answer));
        return true;
    }

    private async Task TakeCommandsAsync(Inbox inbox)
    {
        while (await _line.ReceiveAsync().ConfigureAwait(false) is { } message)
        {
            if (RelayFormat.ReadCommand(message) is { } command) inbox.Post(command);
        }
    }
}
