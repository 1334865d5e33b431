using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>Writes a request for the exec stage (<see cref="StageFormat"/>).</summary>
internal static class StageSettingsWriter
{
    internal static ReadOnlySpan<byte> Write(LaunchRequest request, int statusDescriptor)
    {
        var settings = request.Settings ?? new ExecSettings();
        var output = new ArrayBufferWriter<byte>(4096);
        Number(output, StageFormat.Magic);
        Number(output, statusDescriptor);
        Number(output, request.ResetSignals ? 1 : 0);
        Number(output, request.CloseDescriptors ? 1 : 0);
        Numbers(output, request.ListenSocket is null ? request.PassDescriptors : [.. request.PassDescriptors, StageFormat.ListenDescriptor]);
        Text(output, settings.ControlGroup is null ? null : Path.Join(settings.ControlGroup, "cgroup.procs"));
        Number(output, settings.OomScoreAdjustment ?? StageFormat.None);
        Number(output, settings.Nice ?? StageFormat.None);
        Limits(output, EffectiveLimits(request));
        Mask(output, settings.Cpus);
        Text(output, settings.Root);
        WriteIdentity(output, settings.Identity);
        Text(output, request.Directory);
        Number(output, settings.Umask ?? StageFormat.None);
        Number(output, settings.NoNewPrivileges ? 1 : 0);
        Number(output, settings.ParentDeathSignal ?? StageFormat.None);
        Number(output, CurrentProcess.Pid);
        Text(output, request.Executable);
        Texts(output, request.Arguments);
        WriteEnvironment(output, request);
        return output.WrittenSpan;
    }

    /// <summary>
    /// The limits in the order in which the stage sets them. The descriptor limit is always among them: the stage may be a
    /// runtime that raises its soft limit to the hard one as it starts.
    /// </summary>
    internal static IReadOnlyList<ResourceLimitSetting> EffectiveLimits(LaunchRequest request)
    {
        var limits = request.Settings?.Limits ?? [];
        if (limits.Any(l => l.Resource == Resource.OpenFiles))
            return limits;
        var own = DescriptorLimitGate.Own;
        return [.. limits, new ResourceLimitSetting(Resource.OpenFiles, own with { Soft = request.SoftDescriptorLimit ?? own.Soft })];
    }

    // The pid is not known before the process is there: its variable comes last, with room for the digits.
    private static void WriteEnvironment(ArrayBufferWriter<byte> output, LaunchRequest request)
    {
        Texts(output, request.ListenSocket is null
            ? request.Environment
            : [
                .. request.Environment.Where(v => !v.StartsWith(StageFormat.ListenPid, StringComparison.Ordinal)
                    && !v.StartsWith(StageFormat.ListenCount, StringComparison.Ordinal)),
                StageFormat.ListenCount + "1",
                StageFormat.ListenPid + new string('0', StageFormat.PidRoom),
            ]);
        Number(output, request.ListenSocket is null ? 0 : 1);
    }

    private static void WriteIdentity(ArrayBufferWriter<byte> output, Identity? identity)
    {
        Number(output, identity?.Groups?.Count ?? StageFormat.None);
        foreach (var group in identity?.Groups ?? [])
            Number(output, (int)group);
        Number(output, identity?.GroupId is null ? 0 : 1);
        Number(output, (int)(identity?.GroupId ?? 0));
        Number(output, identity?.UserId is null ? 0 : 1);
        Number(output, (int)(identity?.UserId ?? 0));
    }

    private static void Limits(ArrayBufferWriter<byte> output, IReadOnlyList<ResourceLimitSetting> limits)
    {
        Number(output, limits.Count);
        foreach (var setting in limits)
        {
            Number(output, (int)setting.Resource);
            Long(output, setting.Limit.Soft);
            Long(output, setting.Limit.Hard);
        }
    }

    private static void Mask(ArrayBufferWriter<byte> output, IReadOnlyList<int> cpus)
    {
        if (cpus.Count == 0)
        {
            Number(output, 0);
            return;
        }

        // The kernel wants a multiple of a word.
        var mask = new byte[((cpus.Max() / 64) + 1) * 8];
        foreach (var cpu in cpus)
            mask[cpu / 8] |= (byte)(1 << (cpu % 8));
        Number(output, mask.Length);
        output.Write(mask);
    }

    private static void Numbers(ArrayBufferWriter<byte> output, IReadOnlyList<int> values)
    {
        Number(output, values.Count);
        foreach (var value in values)
            Number(output, value);
    }

    private static void Texts(ArrayBufferWriter<byte> output, IReadOnlyList<string> values)
    {
        Number(output, values.Count);
        foreach (var value in values)
            Text(output, value);
    }

    private static void Text(ArrayBufferWriter<byte> output, string? value)
    {
        if (value is null)
        {
            Number(output, -1);
            return;
        }

        var size = Encoding.UTF8.GetByteCount(value);
        Number(output, size);
        var span = output.GetSpan(size + 1);
        Encoding.UTF8.GetBytes(value, span);
        span[size] = 0;
        output.Advance(size + 1);
    }

    private static void Number(ArrayBufferWriter<byte> output, int value)
    {
        MemoryMarshal.Write(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    private static void Long(ArrayBufferWriter<byte> output, ulong value)
    {
        MemoryMarshal.Write(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }
}
