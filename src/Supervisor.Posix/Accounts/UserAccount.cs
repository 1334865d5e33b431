namespace Supervisor.Posix.Accounts;

/// <summary>An entry of passwd(5).</summary>
public sealed record UserAccount(string Name, uint UserId, uint GroupId, string Home, string Shell);

/// <summary>An entry of group(5), without its members.</summary>
public sealed record GroupAccount(string Name, uint GroupId);
