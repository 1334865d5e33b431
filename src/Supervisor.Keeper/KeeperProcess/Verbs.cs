using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>Does what the brain asks for. Whatever cannot be done is answered with an errno, and the talk goes on.</summary>
internal sealed class Verbs(Programs programs, Keepsakes keepsakes, Liveness liveness, ServiceManager manager)
{
    private const string Alive = "WATCHDOG=1";
    private const int MostNotifyDescriptors = 16;

    /// <summary>Does it, unless it is about brains: that is left to the caller, with false.</summary>
    internal bool Do(BrainSession session, ReceivedFrame received, long now)
    {
        var id = received.Header.Id;
        if (received.Error != ProtocolError.None)
        {
            session.Answer(id, received.Error is ProtocolError.UnknownKind or ProtocolError.UnknownField ? Errno.ENOSYS : Errno.EPROTO);
            return true;
        }

        if (!Permissions.Has(session.Part, received.Content!))
        {
            session.Answer(id, Errno.EPERM, $"a brain that is {session.Part} may not ask for {received.Header.Kind}");
            return true;
        }

        switch (received.Content)
        {
            case Frame.Spawn frame:
                Spawn(session, id, frame, received);
                break;
            case Frame.Signal frame:
                session.Answer(id, new Errno(programs.Signal(frame.Child, frame.Number, frame.Scope)));
                if (liveness.Works(now))
                    manager.Say(Alive);
                break;
            case Frame.Acknowledge frame:
                Refuse(session, id, programs.Acknowledge(frame.Child));
                if (liveness.Satisfied(now))
                    manager.Say(Alive);
                break;
            case Frame.CloseStream frame:
                programs.Find(frame.Child)?.Close(frame.Stream);
                break;
            case Frame.KeepDescriptor frame:
                Refuse(session, id, Keep(frame, received));
                break;
            case Frame.DropDescriptor frame:
                keepsakes.Drop(frame.Name);
                break;
            case Frame.List frame:
                session.List(frame.More, id);
                break;
            case Frame.Begin:
                session.BeginEvents();
                break;
            case Frame.Pong frame:
                if (liveness.Answered(frame.Number, now))
                    manager.Say(Alive);
                break;
            case Frame.Surroundings frame:
                if (programs.Surroundings.Take(frame) is { } refused)
                    session.Answer(id, refused.Errno, refused.Explanation);
                else
                    session.Answer(id, Errno.None);
                break;
            case Frame.Notify frame:
                Refuse(session, id, Say(frame, received));
                if (manager.TakeProblem() is { } problem)
                    session.Answer(id, problem.Errno, problem.Text);
                break;
            default:
                return false;
        }

        return true;
    }

    private void Spawn(BrainSession session, uint id, Frame.Spawn frame, ReceivedFrame received)
    {
        var socket = frame.Request.Socket is null ? null : received.Take();
        var child = programs.Spawn(frame.Child, frame.Request, socket);
        if (child is null)
            session.Answer(id, Errno.EEXIST);
        else
            (child.Known, child.Owed) = (true, id);
    }

    // One that got lost on the way, since we have too many open, leaves the older one in its place.
    private Errno Keep(Frame.KeepDescriptor frame, ReceivedFrame received)
    {
        if (received.Take() is not { } descriptor)
            return Errno.EBADF;
        if (keepsakes.Keep(frame.Name, descriptor))
            return Errno.None;
        descriptor.Dispose();
        return Errno.ENOSPC;
    }

    private Errno Say(Frame.Notify frame, ReceivedFrame received)
    {
        if (frame.Text.Length > FrameLimits.MostText || received.Descriptors.Count > MostNotifyDescriptors)
            return Errno.E2BIG;
        manager.Say(frame.Text, [.. received.TakeAll()]);
        return Errno.None;
    }

    private static void Refuse(BrainSession session, uint id, Errno errno)
    {
        if (errno != Errno.None)
            session.Answer(id, errno);
    }
}
