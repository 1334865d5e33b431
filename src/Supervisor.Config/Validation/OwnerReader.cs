using Supervisor.Config.Documents;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>user[:group]</c>, by name or number, as the owner of a socket.</summary>
internal static class OwnerReader
{
    public static (string? Owner, string? Group) Read(ConfigEntry entry, ValueReader values, MachineChecks machine)
    {
        if (values.Filled(entry) is not { } text)
        {
            return (null, null);
        }

        var colon = text.IndexOf(':');
        var (user, group) = colon < 0 ? (text.Trim(), "") : (text[..colon].Trim(), text[(colon + 1)..].Trim());
        var error = (user.Length > 0 ? machine.User(user).Error : null) ?? (group.Length > 0 ? machine.Group(group).Error : null);
        if (error is not null)
        {
            values.Invalid(entry, error);
        }

        return (user.Length > 0 ? user : null, group.Length > 0 ? group : null);
    }
}
