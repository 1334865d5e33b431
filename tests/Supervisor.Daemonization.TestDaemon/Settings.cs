using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>The words that set an option of the context.</summary>
internal static class Settings
{
    private const int Octal = 8;

    internal static bool Apply(DaemonContext context, string word, string value)
    {
        switch (word)
        {
            case "detach":
                context.DetachProcess = bool.Parse(value);
                break;
            case "chdir":
                context.WorkingDirectory = value.Length > 0 ? value : null;
                break;
            case "chroot":
                context.ChrootDirectory = value;
                break;
            case "umask":
                context.Umask = value.Length > 0 ? Convert.ToInt32(value, Octal) : null;
                break;
            case "pidfile":
                context.PidFile = value;
                break;
            case "uid":
                context.UserId = uint.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "gid":
                context.GroupId = uint.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "initgroups":
                context.InitializeGroups = true;
                break;
            case "allow-core":
                context.PreventCore = false;
                break;
            case "preserve":
                context.FilesPreserve.Add(int.Parse(value, CultureInfo.InvariantCulture));
                break;
            case "stdin":
                context.StandardInput = DaemonStream.Read(value);
                break;
            case "stdout":
                context.StandardOutput = DaemonStream.Append(value);
                break;
            case "stderr":
                context.StandardError = value == "inherited" ? DaemonStream.Inherited : DaemonStream.Append(value);
                break;
            case "timeout":
                context.ReadyTimeout = TimeSpan.FromMilliseconds(int.Parse(value, CultureInfo.InvariantCulture));
                break;
            case "ignore":
                context.SignalMap[Enum.Parse<PosixSignal>(value)] = null;
                break;
            case "on-usr1":
                context.SignalMap[(PosixSignal)10] = _ => File.WriteAllText(value, "caught");
                break;
            default:
                return false;
        }

        return true;
    }
}
