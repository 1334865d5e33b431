using Supervisor.Posix.Accounts;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>Numbers of user names; each name is looked up once per answer.</summary>
internal sealed class AccountNumbers
{
    private readonly Dictionary<string, uint?> _known = new(StringComparer.Ordinal);

    /// <summary>Null for a name that the system does not know any more.</summary>
    public uint? Of(string user)
    {
        if (!_known.TryGetValue(user, out var number))
        {
            number = AccountDatabase.FindUser(user)?.UserId;
            _known.Add(user, number);
        }

        return number;
    }
}
