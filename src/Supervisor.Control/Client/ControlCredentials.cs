using System.Text;

namespace Supervisor.Control.Client;

/// <summary>User name and password for HTTP Basic authentication (RFC 7617), encoded as UTF-8.</summary>
public sealed record ControlCredentials(string Username, string Password)
{
    internal string ToHeaderParameter() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));

    /// <summary>The user name only: a password never gets into a log by accident.</summary>
    public override string ToString() => Username;
}
