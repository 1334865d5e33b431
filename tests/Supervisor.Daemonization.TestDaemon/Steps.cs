using System.Globalization;

namespace Supervisor.Daemonization.TestDaemon;

/// <summary>The words that do something.</summary>
internal static class Steps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Does one step. Not null: the status to exit with.</summary>
    internal static int? Run(DaemonContext context, string word, string value)
    {
        switch (word)
        {
            case "open":
                context.Open();
                return null;
            case "try-open":
                return TryOpen(context);
            case "report":
                Report.Write(value);
                return null;
            case "ready":
                return DaemonLaunch.NotifyReady() ? null : End(context, value);
            case "fail":
                return DaemonLaunch.Fail(int.Parse(value.Split(':')[0], CultureInfo.InvariantCulture), value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            case "exit":
                return int.Parse(value, CultureInfo.InvariantCulture);
            case "stop":
                return context.Stopping.WaitHandle.WaitOne(Patience) ? End(context, value) : 99;
            case "wait":
                Thread.Sleep(Patience);
                return 99;
            case "await":
                SpinWait.SpinUntil(() => File.Exists(value), Patience);
                return null;
            case "print":
                Console.Out.Write(value);
                return null;
            case "say":
                Console.Error.WriteLine(value);
                return null;
            case "close":
                context.Close();
                return null;
            case "throw":
                throw new InvalidOperationException(value);
            case "kill":
                Raise.Signal(value);
                return null;
            case "children":
                Children.Run(int.Parse(value, CultureInfo.InvariantCulture));
                return null;
            case "child":
                Children.Start(value);
                return null;
            case "adopt":
                Adopted.Take(value);
                return null;
            default:
                return Unknown(word);
        }
    }

    private static int? TryOpen(DaemonContext context)
    {
        switch (context.TryOpen())
        {
            case DaemonOpening.Launched launched:
                Console.WriteLine($"launched {launched.Pid}");
                return 0;
            case DaemonOpening.Failed failed:
                return DaemonLaunch.Fail(failed.ExitCode, failed.Message);
            default:
                return null;
        }
    }

    // A file that tells that the end was an orderly one.
    private static int End(DaemonContext context, string path)
    {
        context.Close();
        if (path.Length > 0) File.WriteAllText(path, "ended");
        return 0;
    }

    private static int Unknown(string word)
    {
        Console.Error.WriteLine($"unknown step {word}");
        return 64;
    }
}
