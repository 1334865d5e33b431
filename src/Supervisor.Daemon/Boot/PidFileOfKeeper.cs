using Supervisor.Daemon.Recovery;
using Supervisor.Daemonization;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// The pid file: it has the keeper's pid, and its lock lives as long as anybody holds the open file, which the keeper does.
/// </summary>
internal static class PidFileOfKeeper
{
    private const string Name = "pid-file";

    /// <exception cref="IOException">A live process holds it, or it cannot be written.</exception>
    public static PidFile Acquire(string path, Inheritance inheritance, KeeperLink keeper)
    {
        // A brain that ended before it had a state has locked it already.
        var file = TakeOver(path, inheritance, static _ => { }) ?? PidFile.Lock(path);
        try
        {
            file.Write(keeper.Host.KeeperPid);
            keeper.Keep(Name, file.Descriptor);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The one of an earlier brain, which was locked all the time; null and a word when it cannot be had.</summary>
    public static PidFile? TakeOver(string path, Inheritance inheritance, Action<string> trouble)
    {
        if (!inheritance.Descriptors.TryGetValue(Name, out var kept)) return null;
        var number = kept.Number;
        kept.SetHandleAsInvalid();
        try
        {
            return PidFile.Adopt(path, number);
        }
        catch (IOException failure)
        {
            trouble(failure.Message);
            return null;
        }
    }
}
