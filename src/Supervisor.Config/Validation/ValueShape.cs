using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;

namespace Supervisor.Config.Validation;

internal static class ValueShape
{
    /// <summary>Whether anything in the value may come out differently for another process.</summary>
    public static bool Varies(ConfigValue value) => value switch
    {
        ConfigValue.Text text => Expander.Varies(text),
        ConfigValue.List list => list.Items.Any(Varies),
        ConfigValue.Table table => table.Value.Entries.Any(entry => Varies(entry.Value)),
        _ => false,
    };
}
