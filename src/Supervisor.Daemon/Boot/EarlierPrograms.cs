using System.Globalization;
using Supervisor.Core.Specs;
using Supervisor.Keeper.Brain;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// Programs of an earlier supervisord whose keeper and brain were both killed. They have no parent any more and nobody reads their
/// output; a second copy beside them is never started.
/// </summary>
internal static class EarlierPrograms
{
    private const int MostNamed = 20;

    /// <exception cref="StartFailedException">There are such programs; they are named.</exception>
    public static void Refuse(SupervisorSpec spec)
    {
        // An orderly end removes both, so that only after another kind of end somebody has to be looked for.
        var left = (spec.Daemon.PidFile.Length > 0 && File.Exists(spec.Daemon.PidFile)) || spec.Servers.OfType<ServerSpec.Unix>().Any(unix => Path.Exists(unix.Path));
        if (!left) return;
        var survivors = Survivors.Find(InstanceOf(spec));
        if (survivors.Count == 0) return;
        var named = string.Join(", ", survivors.Take(MostNamed).Select(Name)) + (survivors.Count > MostNamed ? " and others" : "");
        var pids = string.Join(' ', survivors.Select(survivor => survivor.Pid.ToString(CultureInfo.InvariantCulture)));
        throw new StartFailedException(
            StartFailedException.CannotOpen,
            $"cannot start: programs of an earlier supervisord, which was killed, still run: {named}; end them first (kill {pids}), nothing was started");
    }

    /// <summary>What the programs of this supervisord are marked with.</summary>
    public static string InstanceOf(SupervisorSpec spec) => InstanceId.For(
        spec.Daemon.PidFile.Length > 0 ? spec.Daemon.PidFile
        : spec.Servers.OfType<ServerSpec.Unix>().FirstOrDefault() is { } unix ? unix.Path
        : Path.Combine(spec.Daemon.ChildLogDirectory, spec.Daemon.Identifier));

    private static string Name(Survivor survivor) => string.Create(
        CultureInfo.InvariantCulture, $"{(survivor.Program.Length > 0 ? survivor.Program : survivor.Command)} (pid {survivor.Pid})");
}
