using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What a brain may ask for: there is only one at a time that changes anything.</summary>
internal static class Permissions
{
    internal static bool Has(BrainPart part, Frame frame) => part switch
    {
        BrainPart.Acting => frame is not (Frame.Prepared or Frame.Yielded),
        BrainPart.Yielding => frame is not (Frame.Prepared or Frame.Upgrade or Frame.Finish),
        BrainPart.Candidate => frame is Frame.Hello or Frame.List or Frame.Prepared or Frame.Fail or Frame.Pong,
        _ => frame is Frame.Pong or Frame.Fail,
    };
}
