using System.Runtime.InteropServices;
using Supervisor.Daemonization.Launching;
using Supervisor.Daemonization.Settings;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization;

/// <summary>
/// The settings of a well-behaved Unix daemon and the process context that has them: PEP 3143's <c>DaemonContext</c>, after
/// Stevens (UNIX Network Programming, volume 1, chapter 13), in the shape of a runtime that must not fork.
/// </summary>
/// <remarks>
/// <para>Set the options, then <see cref="Open"/>. Where the context detaches, the program is started anew in the background and
/// gets to the same call there, so what comes before it happens in the launching process and again in the daemon; only
/// there <see cref="Open"/> comes back. <see cref="DaemonLaunch.Begin"/> belongs at the top of Main.</para>
/// <para>Options are read by <see cref="Open"/>; changing them later has no effect.</para>
/// </remarks>
public sealed class DaemonContext : IDisposable
{
    private const int Failure = 1;

    private readonly Lock _lock = new();
    private CancellationTokenSource? _stopping;
    private SignalHandlers? _signals;
    private PidFile? _pidFile;

    public DaemonContext()
    {
        SignalMap = new Dictionary<PosixSignal, Action<PosixSignalContext>?>
        {
            [PosixSignal.SIGTTIN] = null,
            [PosixSignal.SIGTTOU] = null,
            [PosixSignal.SIGTSTP] = null,
            [PosixSignal.SIGTERM] = Terminate,
        };
    }

    /// <summary>
    /// Numbers of descriptors that the daemon keeps (<c>files_preserve</c>); all others from 3 on are closed, but for sockets
    /// that a service manager passed (sd_listen_fds(3)). They keep their numbers: see <see cref="DaemonLaunch.InheritedFiles"/>.
    /// </summary>
    public IList<int> FilesPreserve { get; } = [];

    /// <summary>
    /// The new root directory (<c>chroot_directory</c>), or null. All that the program needs later must be loaded by then or
    /// lie inside it: right for Native AOT, while a program that is compiled as it runs finds no assembly any more.
    /// </summary>
    public string? ChrootDirectory { get; set; }

    /// <summary>The working directory, as seen inside the new root (<c>working_directory</c>); null leaves it as it is.</summary>
    public string? WorkingDirectory { get; set; } = "/";

    /// <summary>The file mode creation mask, 0 to 0777 octal; null leaves it as it is.</summary>
    public int? Umask { get; set; } = 0;

    /// <summary>
    /// Path of the pid file, made before the user and the working directory are changed, and
    /// as seen inside the new root; null for none. Removed by <see cref="Close"/>.
    /// </summary>
    public string? PidFile { get; set; }

    /// <summary>
    /// Whether to go into the background (<c>detach_process</c>). Null: only when there is something to detach from
    /// (<see cref="StartOrigin.Other"/>). The first process of a pid namespace never detaches, whatever is asked: all others
    /// would end with it.
    /// </summary>
    public bool? DetachProcess { get; set; }

    /// <summary>
    /// What a signal does (<c>signal_map</c>): null ignores it, an action takes the place of the default one. By default the
    /// terminal's stop signals are ignored, and SIGTERM calls <see cref="Terminate"/>. Signals without a name in
    /// <see cref="PosixSignal"/> are given by the system's number.
    /// </summary>
    /// <remarks>
    /// SIGCHLD should stay out of it: when it is ignored the kernel drops the exit statuses of children, and an action for it makes the
    /// runtime reap all children when it is process 1. Those who start children wait for them by other means.
    /// </remarks>
    public IDictionary<PosixSignal, Action<PosixSignalContext>?> SignalMap { get; }

    /// <summary>The user to become (<c>uid</c>); null: the real one, so that a set-user-ID program gives its elevation up.</summary>
    public uint? UserId { get; set; }

    /// <summary>
    /// The group to become (<c>gid</c>); null: the primary group of <see cref="UserId"/>, and without that the real one. (PEP 3143
    /// takes the real one in both cases, which leaves a daemon of root's in root's group.)
    /// </summary>
    public uint? GroupId { get; set; }

    /// <summary>
    /// Whether the supplementary groups of the user are taken on (<c>initgroups</c>). When not, a root that becomes another user
    /// drops its own.
    /// </summary>
    public bool InitializeGroups { get; set; }

    /// <summary>Whether core files are forbidden, to this process and all its children, for good (<c>prevent_core</c>).</summary>
    public bool PreventCore { get; set; } = true;

    /// <summary>Standard input; null: the null device when detached, else as it is, since whoever started us chose it.</summary>
    public DaemonStream? StandardInput { get; set; }

    /// <summary>Standard output; null as for <see cref="StandardInput"/>.</summary>
    public DaemonStream? StandardOutput { get; set; }

    /// <summary>
    /// Standard error; null as for <see cref="StandardInput"/>. In a detached daemon it is bound by
    /// <see cref="DaemonLaunch.NotifyReady"/>; until then it leads to the standard error of the launching process.
    /// </summary>
    public DaemonStream? StandardError { get; set; }

    /// <summary>How long the daemon may take to become ready before it is ended; null: as long as it lives.</summary>
    public TimeSpan? ReadyTimeout { get; set; }

    /// <summary>Whether the context is open in this process.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>
    /// Cancelled by <see cref="Terminate"/>. A program that asks for it is to end by itself then; one that never does is ended by
    /// <see cref="Environment.Exit"/>.
    /// </summary>
    public CancellationToken Stopping
    {
        get
        {
            lock (_lock)
                return (_stopping ??= new CancellationTokenSource()).Token;
        }
    }

    /// <summary>
    /// Turns the program into a daemon. When this comes back, this process is it. In the launching process it never comes back:
    /// that process exits with 0 when the daemon is ready, else prints what went wrong and exits with the daemon's status.
    /// </summary>
    /// <exception cref="DaemonException">A setting cannot be had, and the process was not detached.</exception>
    public void Open()
    {
        switch (TryOpen())
        {
            case DaemonOpening.Launched:
                Environment.Exit(0);
                break;
            case DaemonOpening.Failed failed when DaemonLaunch.Role == DaemonRole.Foreground && !ShouldDetach:
                throw new DaemonException(failed.Message, failed.ExitCode);
            case DaemonOpening.Failed failed:
                Environment.Exit(DaemonLaunch.Fail(failed.ExitCode, failed.Message));
                break;
            default:
                break;
        }
    }

    /// <summary>As <see cref="Open"/>, for those who print and exit themselves. What can be expected to fail is in the result.</summary>
    public DaemonOpening TryOpen()
    {
        try
        {
            if (IsOpen) return new DaemonOpening.Opened(DaemonLaunch.Role);
            return ShouldDetach ? Launch() : OpenHere();
        }
        catch (Exception failure) when (failure is SettingException or IOException or UnauthorizedAccessException)
        {
            GiveUp();

            // A bare system call is the edge of the system: no descriptors, no memory, no /proc.
            var reason = failure is PosixException ? $"cannot become a daemon: {failure.Message}" : failure.Message;
            return new DaemonOpening.Failed(Failure, reason);
        }
    }

    /// <summary>Removes the pid file and lets go of the signals. A second time does nothing. Called when the process exits.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!IsOpen) return;
            IsOpen = false;
            GiveUp();
            AppDomain.CurrentDomain.ProcessExit -= CloseOnExit;
        }
    }

    /// <summary>The action for SIGTERM: ends the program in order, as <see cref="Stopping"/> says.</summary>
    public void Terminate(PosixSignalContext context)
    {
        CancellationTokenSource? stopping;
        lock (_lock)
            stopping = _stopping;
        if (stopping is null)
            Environment.Exit(0);
        else
            stopping.Cancel();
    }

    /// <summary><see cref="Close"/>.</summary>
    public void Dispose() => Close();

    private bool ShouldDetach =>
        DaemonLaunch.Role == DaemonRole.Foreground
        && DaemonLaunch.Origin != StartOrigin.FirstProcess
        && (DetachProcess ?? DaemonLaunch.Origin == StartOrigin.Other);

    private DaemonOpening Launch() => DaemonLauncher.Launch(
        [StandardInput ?? DaemonStream.Null, StandardOutput ?? DaemonStream.Null, StandardError ?? DaemonStream.Null],
        [.. FilesPreserve.Distinct()],
        ReadyTimeout);

    // The PEP's order, but that what needs the old root directory or root's rights (accounts, the pid file) comes before these go.
    private DaemonOpening.Opened OpenHere()
    {
        if (PreventCore) ProcessSettings.PreventCore();
        if (DaemonLaunch.Role == DaemonRole.Foreground) BindInPlace();
        if (Umask is { } mask) _ = CurrentProcess.SetUmask(mask);
        _signals = new SignalHandlers(SignalMap);
        var owner = ProcessOwner.Find(UserId, GroupId, InitializeGroups);
        if (ChrootDirectory is { } root) ProcessSettings.ChangeRoot(root);
        if (PidFile is { } path) _pidFile = Daemonization.PidFile.Acquire(path);
        owner.Become();
        if (WorkingDirectory is { } directory) ProcessSettings.ChangeDirectory(directory);
        IsOpen = true;
        AppDomain.CurrentDomain.ProcessExit += CloseOnExit;
        return new DaemonOpening.Opened(DaemonLaunch.Role);
    }

    // In the daemon this was done when it was started.
    private void BindInPlace()
    {
        DaemonStream?[] streams = [StandardInput, StandardOutput, StandardError];
        for (var number = 0; number < streams.Length; number++)
        {
            if (streams[number] is null or DaemonStream.Unchanged) continue;
            using var file = StreamFiles.Open(streams[number]!, number);
            DescriptorReplacement.Replace(file.Number, number);
        }

        InheritedDescriptors.CloseAllBut([.. FilesPreserve, .. PassedSockets.Find(Environment.ProcessId)]);
    }

    private void GiveUp()
    {
        _pidFile?.Dispose();
        _pidFile = null;
        _signals?.Dispose();
        _signals = null;
    }

    private void CloseOnExit(object? sender, EventArgs e) => Close();
}
