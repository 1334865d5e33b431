using System.Globalization;
using Supervisor.Keeper.KeeperProcess;

namespace Supervisor.Keeper.TestProgram;

/// <summary>Settings of a keeper as a word: <c>patience=200,answer=300,ready=1000,backoff=100,finish=500</c> and so on, all in milliseconds.</summary>
internal static class KeeperText
{
    internal static KeeperSettings Read(string text, string[] brain)
    {
        KeeperRole.HoldSignals();
        var settings = KeeperRole.ForOwnExecutable(brain);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = (pair.Split('=')[0], pair.Split('=')[1]);
            if (key == "keeper")
            {
                settings = settings with { KeeperCommand = [value] };
                continue;
            }

            var time = TimeSpan.FromMilliseconds(int.Parse(value, CultureInfo.InvariantCulture));
            settings = key switch
            {
                "patience" => settings with { Patience = time },
                "answer" => settings with { AnswerDeadline = time },
                "ready" => settings with { ReadyDeadline = time },
                "backoff" => settings with { FirstBackoff = time },
                "finish" => settings with { FinishDeadline = time },
                "prepare" => settings with { PrepareDeadline = time },
                "yield" => settings with { YieldDeadline = time },
                "leave" => settings with { LeaveDeadline = time },
                "renew" => settings with { RenewDeadline = time },
                "watchdog" => settings with { WatchdogInterval = time },
                _ => throw new ArgumentException($"unknown setting {key}", nameof(text)),
            };
        }

        return settings;
    }
}
