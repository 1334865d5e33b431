namespace Supervisor.Config.Validation;

/// <summary>A value read from a text, or why it cannot be.</summary>
internal readonly record struct Parsed<T>(T? Value, string? Error)
{
    public static implicit operator Parsed<T>(T value) => new(value, null);
}

internal static class Parsed
{
    public static Parsed<T> Fail<T>(string error) => new(default, error);
}
