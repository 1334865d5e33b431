using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>The slow path: starts the exec stage and waits until it has become the program or has told why not.</summary>
internal static class StagedLaunch
{
    private const string HookVariable = "DOTNET_STARTUP_HOOKS";
    private const string DiagnosticsVariable = "DOTNET_EnableDiagnostics";
    private static readonly TimeSpan GatePatience = TimeSpan.FromSeconds(1);

    private static readonly Lazy<string[]> OwnEnvironment = new(ReadOwnEnvironment);

    internal static LaunchResult Start(LaunchRequest request)
    {
        if (ExecStage.Current is not { } command)
            return new LaunchFailure(LaunchStage.ExecStage, Errno.ENOSYS, "exec stage: ExecStage.RunIfRequested was not called in Main");
        var (reader, end) = Pipe.Create();
        using var status = reader;
        using var writer = ChildDescriptors.AboveThoseOf(request, end);
        using var settings = ChildDescriptors.AboveThoseOf(request, MemoryFile.Create(StageSettingsWriter.Write(request, writer.Number)));
        var error = Spawn(request, command, settings, writer, out var pid);
        if (error != Errno.None)
            return new LaunchFailure(LaunchStage.ExecStage, error, command.Executable);
        writer.Dispose();
        return Outcome(status) switch
        {
            null => DirectLaunch.Open(pid, request),
            { } failure => Reaped(pid, Describe(request, command, failure)),
        };
    }

    private static Errno Spawn(
        LaunchRequest request,
        StageCommand command,
        OwnedDescriptor settings,
        OwnedDescriptor status,
        out int pid)
    {
        var marker = string.Create(CultureInfo.InvariantCulture, $"{StageFormat.Marker}{settings.Number}");
        using var arguments = new NativeStrings([.. command.Words, marker]);
        using var environment = new NativeStrings(StageEnvironment(command));
        int[] keep = [settings.Number, status.Number, .. request.PassDescriptors];
        var (child, error) = (0, Errno.None);
        if (!SeparateTable.TryStart(request, keep, TrySpawn))
        {
            using var actions = new SpawnFileActions();
            using var descriptors = new ChildDescriptors(request);

            // The stage itself marks the rest close-on-exec.
            descriptors.AddTo(actions, closeOthers: false, keep);
            _ = TrySpawn(null, [], actions);
        }

        pid = child;
        return error;

        bool TrySpawn(SpawnThread? thread, int[] handedOver, SpawnFileActions actions)
        {
            // At our own limit if it can be had: another spawn may hang with a lower one, and the stage sets the program's limit anyhow.
            var atOwnLimit = DescriptorLimitGate.TryEnter(null, GatePatience, out _);
            try
            {
                return PosixSpawn.TryStart(
                    thread,
                    handedOver,
                    command.Executable,
                    arguments,
                    environment,
                    actions,
                    request.Grouping,
                    request.ProcessGroup,
                    request.ResetSignals,
                    out child,
                    out error);
            }
            finally
            {
                if (atOwnLimit) DescriptorLimitGate.Leave();
            }
        }
    }

    // The pipe ends when the program is exec'd (close-on-exec) or the stage is gone. Only an announced exec counts as done.
    private static (int Stage, int Errno, int Index)? Outcome(OwnedDescriptor reader)
    {
        Span<byte> buffer = stackalloc byte[2 * StageFormat.StatusSize];
        var length = DescriptorNumbers.ReadFully(reader, buffer);
        var numbers = MemoryMarshal.Cast<byte, int>(buffer[..length]);
        if (numbers.Length == 0)
            return ((int)LaunchStage.ExecStage, 0, 0);
        if (numbers[0] != StageFormat.AboutToExec)
            return (numbers[0], numbers[1], numbers[2]);
        return numbers.Length > 3 ? (numbers[3], numbers[4], numbers[5]) : null;
    }

    private static LaunchFailure Reaped(int pid, LaunchFailure failure)
    {
        _ = ChildWait.Reap(pid);
        return failure;
    }

    private static LaunchFailure Describe(LaunchRequest request, StageCommand command, (int Stage, int Errno, int Index) failure)
    {
        var (stage, error) = ((LaunchStage)failure.Stage, new Errno(failure.Errno));
        var identity = request.Settings?.Identity;

        // Without root the kernel refuses the first of these calls, whichever it is; the account is what is wrong.
        if (error == Errno.EPERM && stage is LaunchStage.Groups or LaunchStage.GroupId or LaunchStage.UserId
            && Posix.Accounts.Credentials.EffectiveUserId != 0)
        {
            stage = LaunchStage.User;
        }

        return new LaunchFailure(stage, error, stage switch
        {
            LaunchStage.Directory => request.Directory ?? "",
            LaunchStage.User or LaunchStage.Groups or LaunchStage.GroupId or LaunchStage.UserId => identity?.Name ?? "",
            LaunchStage.ResourceLimit => $"{StageSettingsWriter.EffectiveLimits(request)[failure.Index].Resource}",
            LaunchStage.ControlGroup => request.Settings?.ControlGroup ?? "",
            LaunchStage.Root => request.Settings?.Root ?? "",
            LaunchStage.OomScore => $"{request.Settings?.OomScoreAdjustment}",
            LaunchStage.Nice => $"{request.Settings?.Nice}",
            LaunchStage.Affinity => string.Join(',', request.Settings?.Cpus ?? []),
            LaunchStage.ParentDeathSignal => $"{request.Settings?.ParentDeathSignal}",
            LaunchStage.ExecStage => command.Executable,
            _ => request.Executable,
        });
    }

    // The stage is a program of ours and needs our environment (DOTNET_ROOT, LD_LIBRARY_PATH); the program's own is in the settings.
    private static string[] StageEnvironment(StageCommand command)
    {
        if (command.StartupHook is null) return OwnEnvironment.Value;
        return [.. OwnEnvironment.Value.Where(v => !v.StartsWith(HookVariable + "=", StringComparison.Ordinal)), $"{HookVariable}={command.StartupHook}"];
    }

    // A CLR that execs leaves the sockets of its diagnostics in the temporary folder; the stage has no use for them.
    private static string[] ReadOwnEnvironment() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => (string)e.Key != DiagnosticsVariable)
            .Select(e => $"{e.Key}={e.Value}"),
        $"{DiagnosticsVariable}=0",
    ];
}
