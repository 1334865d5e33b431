namespace Supervisor.Config.Expansion;

/// <summary>Marks a value that may hold a secret, one that nobody is shown, and whether it does.</summary>
internal sealed class SecretUse
{
    public bool Happened { get; set; }
}
