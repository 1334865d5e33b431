namespace Supervisor.Control.Client;

/// <summary>A call to supervisord failed; <see cref="Error"/> says how.</summary>
public sealed class ControlException : Exception
{
    public ControlException(ControlError error)
        : base(error?.Message) => Error = error ?? throw new ArgumentNullException(nameof(error));

    public ControlException(ControlError error, Exception innerException)
        : base(error?.Message, innerException) => Error = error ?? throw new ArgumentNullException(nameof(error));

    public ControlError Error { get; }

    /// <summary>The stable code: <see cref="ControlError.Code"/>.</summary>
    public string Code => Error.Code;
}
