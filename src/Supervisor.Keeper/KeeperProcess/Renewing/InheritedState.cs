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
    /// <summary>The number of the memory file.</summary>
    internal const string Variable = "SUPERVISOR_KEEPER_STATE";

    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>
    /// Becomes the program at a path, with the state. Returns only when that failed, with the errno; nothing has changed then.
    /// </summary>
    /// <exception cref="PosixException">Too many open files.</exception>
    internal static Errno Execute(string path, KeeperState state)
    {
        using var file = MemoryFile.Create(StateFormat.Write(state));
        int[] kept = [file.Number, .. state.Descriptors];
        SetCloseOnExec(kept, false);
        var error = Execute(path, file.Number.ToString(CultureInfo.InvariantCulture));
        SetCloseOnExec(kept, true);
        return error;
    }

    /// <summary>Whether the image before says that it has left one.</summary>
    internal static bool IsThere => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>What the image before has left. Null when there was none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, though this program said that it can.</exception>
    internal static KeeperState? Take()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } text)
            return null;
        EnvironmentVariables.Remove(Variable);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 3 || !DescriptorNumbers.IsOpen(number))
            return null;
        using var file = new OwnedDescriptor(number);
        var state = StateFormat.Read(ReadFile(file));
        SetCloseOnExec(state.Descriptors, true);
        return state;
    }

    /// <summary>Whether this program could go on with the state that its standard input is.</summary>
    internal static bool CanReadInput()
    {
        using var file = new OwnedDescriptor(0);
        try
        {
            _ = StateFormat.Read(ReadFile(file));
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            return false;
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

    private static byte[] ReadFile(OwnedDescriptor file)
    {
        if (!FileStatus.TryGet(file, out var status, out _) || status.Kind != FileKind.Regular || status.Size > MostBytes)
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
