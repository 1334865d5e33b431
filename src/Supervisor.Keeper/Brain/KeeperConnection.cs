using System.Globalization;
using Supervisor.Keeper.KeeperProcess;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Keeper.Brain;

/// <summary>How a brain finds its keeper: an inherited socket, whose number is in the environment.</summary>
public static class KeeperConnection
{
    /// <summary>The environment variable with the number of the socket's descriptor.</summary>
    public const string Variable = "SUPERVISOR_KEEPER_SOCKET";

    /// <summary>The environment variable with the number of the descriptor that this process was executed by, where it was not by a path.</summary>
    internal const string ImageVariable = "SUPERVISOR_KEEPER_IMAGE";

    /// <summary>
    /// To be called early in Main, before other threads are started. Null when there is no keeper. Else the brain's end of the
    /// socket, close-on-exec from now on; the variable is gone, and the signals that the keeper passes on as messages are ignored.
    /// </summary>
    public static OwnedDescriptor? TakeFromEnvironment()
    {
        DropImage();
        if (Environment.GetEnvironmentVariable(Variable) is not { } text)
            return null;
        EnvironmentVariables.Remove(Variable);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 3 || !DescriptorNumbers.IsOpen(number))
            return null;
        DescriptorNumbers.SetCloseOnExec(number, true);
        foreach (var signal in HostSignals.Numbers)
            SignalDispositions.SetIgnored(signal);
        return new OwnedDescriptor(number);
    }

    // Executed by a descriptor, as the file lies on disk no more, we are named after its number.
    private static void DropImage()
    {
        if (Environment.GetEnvironmentVariable(ImageVariable) is not { } text)
            return;
        EnvironmentVariables.Remove(ImageVariable);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 2 && DescriptorNumbers.IsOpen(number))
            new OwnedDescriptor(number).Dispose();
        CurrentProcess.SetName(Path.GetFileName(Environment.GetCommandLineArgs()[0]));
    }
}
