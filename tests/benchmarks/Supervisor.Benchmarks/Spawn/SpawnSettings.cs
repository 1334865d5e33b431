using System.Globalization;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>How much is measured, in a parent of which size.</summary>
internal sealed record SpawnSettings
{
    /// <summary>How often each variant has its turn.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Children of one turn.</summary>
    public int Children { get; init; } = 200;

    /// <summary>Memory of the parent that was written to, MiB.</summary>
    public int Heap { get; init; }

    /// <summary>Open descriptors of the parent, close-on-exec.</summary>
    public int Descriptors { get; init; }

    /// <summary>Whether the children are /bin/true and /bin/echo instead of the smallest programs there can be.</summary>
    public bool Ordinary { get; init; }

    /// <summary>Measures only variants with this in their name.</summary>
    public string Only { get; init; } = "";

    public static SpawnSettings Parse(IReadOnlyList<string> args)
    {
        var settings = new SpawnSettings();
        foreach (var arg in args)
        {
            var value = arg[(arg.IndexOf('=', StringComparison.Ordinal) + 1)..];
            settings = arg.Split('=')[0] switch
            {
                "rounds" => settings with { Rounds = Number(value) },
                "children" => settings with { Children = Number(value) },
                "heap" => settings with { Heap = Number(value) },
                "descriptors" => settings with { Descriptors = Number(value) },
                "ordinary" => settings with { Ordinary = true },
                "only" => settings with { Only = value },
                _ => throw new ArgumentException($"unknown setting {arg}", nameof(args)),
            };
        }

        return settings;
    }

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
