using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization;

/// <summary>Descriptors 0, 1 and 2 of a process that may have been started without them.</summary>
public static class StandardDescriptors
{
    private const int Count = 3;

    /// <summary>
    /// Sees to it that 0, 1 and 2 are what this process was started with, or else the null device. To be called first in Main.
    /// Costs three system calls when all is well; otherwise the process execs itself again, under the same pid.
    /// </summary>
    /// <remarks>
    /// Where 0, 1 or 2 was closed at the start, the runtime has taken the number for a file of its own before Main, and what is
    /// written to standard output would go into it. Such a file is told by its close-on-exec flag: what was inherited came
    /// through an exec. It cannot be replaced under the running runtime, hence the exec.
    /// </remarks>
    /// <exception cref="PosixException">There is no null device.</exception>
    public static void EnsureOpen()
    {
        Span<int> missing = stackalloc int[Count];
        var found = 0;
        var taken = false;
        for (var number = 0; number < Count; number++)
        {
            var isOpen = DescriptorNumbers.IsOpen(number);
            if (isOpen && !DescriptorNumbers.IsCloseOnExec(number)) continue;
            missing[found++] = number;
            taken |= isOpen;
        }

        if (found > 0) Open(missing[..found], taken);
    }

    private static void Open(ReadOnlySpan<int> missing, bool taken)
    {
        using var opened = DescriptorNumbers.OpenNull();
        using var device = DescriptorNumbers.TryDuplicate(opened.Number, Count, out var error) ?? throw new PosixException("fcntl", error);

        // The one just opened got the lowest free number, which may be one of those to fill.
        opened.Dispose();
        if (taken)
        {
            var image = OwnImage.Read();
            using var arguments = image.ToArguments();
            using var environment = image.ToEnvironment();
            DescriptorReplacement.ReplaceAndExecute(device.Number, missing, image.Executable, arguments, environment);
        }

        foreach (var number in missing)
            DescriptorReplacement.Replace(device.Number, number);
    }
}
