using Supervisor.Core.Collections;

namespace Supervisor.Config.Expansion;

/// <summary>Variables, and the names of those that hold secrets.</summary>
internal sealed record EnvironmentLayer(ValueMap Values, IReadOnlySet<string> Secrets)
{
    public static readonly EnvironmentLayer Empty = new(ValueMap.Empty, new HashSet<string>());

    public static EnvironmentLayer Plain(ValueMap values) => values.Count == 0 ? Empty : new(values, Empty.Secrets);

    /// <summary>This layer with another one laid over it; the same object when one of them is empty.</summary>
    public EnvironmentLayer Overlay(EnvironmentLayer top)
    {
        if (top.Values.Count == 0)
        {
            return this;
        }

        return Values.Count == 0 ? top : new EnvironmentLayer(
            Values.Overlay(top.Values),
            Secrets.Count == 0 ? top.Secrets : Secrets.Where(name => !top.Values.ContainsKey(name)).Concat(top.Secrets).ToHashSet(StringComparer.Ordinal));
    }
}
