using System.Collections;
using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.KeeperProcess.Renewing;

/// <summary>The way of a state from one image of the process to the next: a memory file, whose number is in the environment.</summary>
internal static class InheritedState
{
    /// <summary>The numbers of the memory file and of the program that the process executed before, and a word when that one failed.</summary>
    internal const string Variable = "SUPERVISOR_KEEPER_STATE";

    private const string Returned = "returned";
    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>
    /// Becomes the program at a path, with the state. Returns only when that failed, with the errno; nothing has changed then.
    /// </summary>
    /// <exception cref="PosixException">Too many open files.</exception>
    internal static Errno Execute(string path, KeeperState state)
    {
        using var file = MemoryFile.Create(StateFormat.Write(state));
        using var own = FileSystem.TryOpen("/proc/self/exe", OpenFlags.PathOnly, 0, out var image, out var error) ? image : throw new PosixException("open", error, "/proc/self/exe");
        int[] kept = [file.Number, own.Number, .. state.Descriptors];
        SetCloseOnExec(kept, false);
        error = Execute(path, string.Create(CultureInfo.InvariantCulture, $"{file.Number} {own.Number}"));
        SetCloseOnExec(kept, true);
        return error;
    }

    /// <summary>
    /// What the image before has left. Null when there was none. A state that cannot be read is given back to the image before, and this does
    /// not return.
    /// </summary>
    /// <param name="returned">Whether it was we who left it, and the other image could not read it.</param>
    /// <exception cref="InvalidDataException">Nobody can read it.</exception>
    internal static KeeperState? Take(out bool returned)
    {
        returned = false;
        if (Environment.GetEnvironmentVariable(Variable) is not { } text)
            return null;
        EnvironmentVariables.Remove(Variable);
        var words = text.Split(' ');
        if (words.Length < 2
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            || !DescriptorNumbers.IsOpen(number)
            || !DescriptorNumbers.IsOpen(before))
        {
            return null;
        }

        returned = words.Length > 2;
        try
        {
            var state = StateFormat.Read(ReadFile(number));
            new OwnedDescriptor(number).Dispose();
            new OwnedDescriptor(before).Dispose();
            SetCloseOnExec(state.Descriptors, true);
            return state;
        }
        catch (Exception e) when (!returned && e is InvalidDataException or OverflowException)
        {
            var error = Execute($"/proc/self/fd/{before}", $"{text} {Returned}");
            throw new InvalidDataException($"cannot read the state of the keeper before ({e.Message}) nor return to it: {error.Text}", e);
        }
    }

    private static Errno Execute(string path, string value)
    {
        using var arguments = OwnImage.Read().ToArguments();
        using var environment = new NativeStrings(
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => $"{e.Key}={e.Value}"),
            $"{Variable}={value}",
        ]);
        return CurrentProcess.Execute(path, arguments, environment);
    }

    private static byte[] ReadFile(int number)
    {
        using var file = DescriptorNumbers.TryDuplicate(number, 3, out var error) ?? throw new InvalidDataException(error.Text);
        if (!FileStatus.TryGet(file, out var status, out error) || status.Kind != FileKind.Regular || status.Size > MostBytes)
            throw new InvalidDataException("it is no file of a sensible size");
        var content = new byte[status.Size];
        for (var at = 0; at < content.Length;)
        {
            var read = DescriptorIo.ReadAt(file, content.AsSpan(at), at);
            if (read.Failed || read.Count == 0)
                throw new InvalidDataException("it was cut");
            at += (int)read.Count;
        }

        return content;
    }

    private static void SetCloseOnExec(IEnumerable<int> descriptors, bool value)
    {
        foreach (var descriptor in descriptors)
        {
            if (DescriptorNumbers.IsOpen(descriptor))
                DescriptorNumbers.SetCloseOnExec(descriptor, value);
        }
    }
}
