using System.Runtime.InteropServices;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// The exec stage itself: applies the settings to this process and execs the program. Works on raw memory and allocates
/// nothing that the runtime would have to look after: what it costs, every start with settings costs.
/// </summary>
internal static unsafe class StageRun
{
    /// <summary>Never comes back: the process becomes the program, or ends after telling why not.</summary>
    internal static void Run(int settingsDescriptor)
    {
        var size = ExecSteps.Size(settingsDescriptor);
        var content = (byte*)NativeMemory.Alloc((nuint)Math.Max(size, 1));
        if (size <= 0 || !ReadAll(settingsDescriptor, content, size))
            ExecSteps.Exit(StageFormat.FailureExitCode);
        ExecSteps.Close(settingsDescriptor);

        var reader = new StageReader(content, size);
        if (reader.Number() != StageFormat.Magic)
            ExecSteps.Exit(StageFormat.FailureExitCode);
        Apply(ref reader, reader.Number());
        ExecSteps.Exit(StageFormat.FailureExitCode);
    }

    private static bool ReadAll(int descriptor, byte* buffer, long size)
    {
        for (long done = 0; done < size;)
        {
            var count = ExecSteps.ReadAt(descriptor, buffer + done, (nuint)(size - done), done);
            if (count <= 0)
                return false;
            done += count;
        }

        return true;
    }

    private static void Apply(ref StageReader reader, int status)
    {
        var resetSignals = reader.Number() != 0;
        Descriptors(ref reader, status);
        var controlGroup = reader.Text();
        if (controlGroup != null)
            Must(ExecSteps.WriteFile(controlGroup, Literal("0"u8), 1), LaunchStage.ControlGroup, status);
        var oomScore = reader.Number();
        if (oomScore != StageFormat.None)
            Must(WriteNumber(Literal("/proc/self/oom_score_adj\0"u8), oomScore), LaunchStage.OomScore, status);
        var nice = reader.Number();
        if (nice != StageFormat.None)
            Must(ExecSteps.SetNice(nice), LaunchStage.Nice, status);
        Limits(ref reader, status);
        var maskSize = reader.Number();
        var mask = reader.Bytes(maskSize);
        if (maskSize > 0)
            Must(ExecSteps.SetAffinity(mask, maskSize), LaunchStage.Affinity, status);
        var root = reader.Text();
        if (root != null)
        {
            Must(ExecSteps.ChangeRoot(root), LaunchStage.Root, status);
            Must(ExecSteps.ChangeDirectory(Literal("/\0"u8)), LaunchStage.Root, status);
        }

        Identity(ref reader, status);
        var directory = reader.Text();
        if (directory != null)
            Must(ExecSteps.ChangeDirectory(directory), LaunchStage.Directory, status);
        var umask = reader.Number();
        if (umask != StageFormat.None)
            ExecSteps.SetUmask(umask);
        if (reader.Number() != 0)
            Must(ExecSteps.SetNoNewPrivs(), LaunchStage.NoNewPrivileges, status);
        DeathSignal(ref reader, status);
        Execute(ref reader, resetSignals, status);
    }

    private static void Descriptors(ref StageReader reader, int status)
    {
        var closeOthers = reader.Number() != 0;
        if (closeOthers)
            ExecSteps.SetAllCloseOnExec(3);
        ExecSteps.SetCloseOnExec(status, true);
        for (var left = reader.Number(); left > 0 && !reader.Failed; left--)
            ExecSteps.SetCloseOnExec(reader.Number(), false);
    }

    private static void Limits(ref StageReader reader, int status)
    {
        var count = reader.Number();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var (resource, soft, hard) = (reader.Number(), reader.Long(), reader.Long());
            Must(ExecSteps.SetLimit(resource, soft, hard), LaunchStage.ResourceLimit, status, i);
        }
    }

    // As supervisord: groups, gid, uid. Who is not root may only stay what he is, which is a matter of the account.
    private static void Identity(ref StageReader reader, int status)
    {
        var groupCount = reader.Number();
        if (groupCount != StageFormat.None)
        {
            var groups = (uint*)reader.Bytes(groupCount * sizeof(uint));
            Must(ExecSteps.SetGroups(groups, groupCount), LaunchStage.Groups, status);
        }

        var (hasGroup, group) = (reader.Number(), (uint)reader.Number());
        if (hasGroup != 0)
            Must(ExecSteps.SetGroup(group), LaunchStage.GroupId, status);
        var (hasUser, user) = (reader.Number(), (uint)reader.Number());
        if (hasUser != 0)
            Must(ExecSteps.SetUser(user), LaunchStage.UserId, status);
    }

    // A change of user clears the signal, so it is set late; and our parent may be gone by now.
    private static void DeathSignal(ref StageReader reader, int status)
    {
        var (signal, parent) = (reader.Number(), reader.Number());
        if (signal == StageFormat.None)
            return;
        Must(ExecSteps.SetDeathSignal(signal), LaunchStage.ParentDeathSignal, status);
        if (ExecSteps.ParentPid != parent)
            ExecSteps.Exit(StageFormat.FailureExitCode);
    }

    private static void Execute(ref StageReader reader, bool resetSignals, int status)
    {
        var executable = reader.Text();
        var arguments = Strings(ref reader, out _);
        var environment = Strings(ref reader, out var variables);
        var listens = reader.Number() != 0;
        if (reader.Failed)
            ExecSteps.Exit(StageFormat.FailureExitCode);
        if (listens)
            WritePid(environment[variables - 1] + StageFormat.ListenPid.Length);
        if (resetSignals)
            ExecSteps.ResetSignals();
        Tell(status, StageFormat.AboutToExec, Errno.None, 0);
        Must(ExecSteps.Execute(executable, arguments, environment), LaunchStage.Exec, status);
    }

    private static byte** Strings(ref StageReader reader, out int count)
    {
        count = Math.Clamp(reader.Number(), 0, int.MaxValue - 1);
        var array = (byte**)NativeMemory.Alloc((nuint)count + 1, (nuint)sizeof(byte*));
        reader.Texts(array, count);
        return array;
    }

    private static void WritePid(byte* into)
    {
        _ = ExecSteps.Pid.TryFormat(new Span<byte>(into, StageFormat.PidRoom), out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        into[length] = 0;
    }

    private static Errno WriteNumber(byte* path, int value)
    {
        var digits = stackalloc byte[16];
        return value.TryFormat(new Span<byte>(digits, 16), out var length, default, System.Globalization.CultureInfo.InvariantCulture)
            ? ExecSteps.WriteFile(path, digits, length)
            : Errno.EINVAL;
    }

    private static void Must(Errno error, LaunchStage stage, int status, int index = 0)
    {
        if (error == Errno.None)
            return;
        Tell(status, (int)stage, error, index);
        ExecSteps.Exit(StageFormat.FailureExitCode);
    }

    // A message is shorter than PIPE_BUF, so it is written at once or not at all; there is nobody else to tell.
    private static void Tell(int status, int stage, Errno error, int index)
    {
        var message = stackalloc int[] { stage, error.Value, index };
        _ = ExecSteps.Write(status, (byte*)message, StageFormat.StatusSize);
    }

    // UTF-8 literals lie in the image, which does not move.
    private static byte* Literal(ReadOnlySpan<byte> text) => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
}
