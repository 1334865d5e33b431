using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Launching;

/// <summary>The daemon's end of the line to its launching process, until it is ready or has failed.</summary>
internal sealed class LauncherLink : IDisposable
{
    // The runtime and the console class duplicate 2, at low numbers since that happens early.
    private const int HighestCopy = 1023;
    private const int StandardErrorNumber = 2;

    private readonly Lock _lock = new();
    private readonly OwnedDescriptor _status;
    private readonly OwnedDescriptor _standardError;
    private readonly FileIdentity? _startupStandardError;
    private bool _spoken;

    internal LauncherLink(StageMarker marker)
    {
        foreach (var number in marker.Descriptors)
            DescriptorNumbers.SetCloseOnExec(number, true);
        _status = new OwnedDescriptor(marker.Status);
        _standardError = new OwnedDescriptor(marker.StandardError);
        _startupStandardError = IdentityOf(StandardErrorNumber);
    }

    /// <summary>Lets go of the launcher's standard error, then says that all is well. False when the launcher is gone.</summary>
    internal bool NotifyReady() => Speak(new StatusMessage(StatusKind.Ready, 0, ""));

    /// <summary>False when the launcher is gone, or was told of success before.</summary>
    internal bool Fail(int exitCode, string message) => Speak(new StatusMessage(StatusKind.Failed, exitCode, message));

    public void Dispose()
    {
        _status.Dispose();
        _standardError.Dispose();
    }

    private bool Speak(StatusMessage message)
    {
        lock (_lock)
        {
            if (_spoken) return message.Kind == StatusKind.Ready;
            _spoken = true;
            try
            {
                if (message.Kind == StatusKind.Ready) ReplaceStandardError();
                DescriptorNumbers.WriteFully(_status, message.Encode());
                return true;
            }
            catch (PosixException failure) when (failure.Errno == Errno.EPIPE)
            {
                return false;
            }
            finally
            {
                Dispose();
            }
        }
    }

    private void ReplaceStandardError()
    {
        if (_startupStandardError is null) return;
        for (var number = StandardErrorNumber; number <= HighestCopy; number++)
        {
            if (!DescriptorNumbers.IsOpen(number) || IdentityOf(number) != _startupStandardError) continue;
            if (number == StandardErrorNumber)
                DescriptorReplacement.Replace(_standardError.Number, number);
            else
                DescriptorReplacement.ReplaceCloseOnExec(_standardError.Number, number);
        }
    }

    private static FileIdentity? IdentityOf(int number)
    {
        if (!DescriptorIo.TryDuplicate(number, out var copy, out _)) return null;
        using (copy)
        {
            return FileStatus.TryGet(copy, out var status, out _) ? status.Identity : null;
        }
    }
}
