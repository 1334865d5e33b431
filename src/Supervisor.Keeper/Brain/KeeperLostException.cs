namespace Supervisor.Keeper.Brain;

/// <summary>The keeper is gone or does not speak our protocol, so there is nobody to work for.</summary>
public sealed class KeeperLostException(string message) : IOException(message);
