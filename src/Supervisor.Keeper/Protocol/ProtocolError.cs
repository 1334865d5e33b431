namespace Supervisor.Keeper.Protocol;

/// <summary>What is wrong with a received frame.</summary>
internal enum ProtocolError
{
    None,

    /// <summary>Shorter than a header, or longer than a body may be.</summary>
    Size,

    /// <summary>Another layout than ours.</summary>
    Layout,

    /// <summary>A kind that we do not know.</summary>
    UnknownKind,

    /// <summary>A field that we do not know and must not skip.</summary>
    UnknownField,

    /// <summary>A field that reaches beyond the frame.</summary>
    Truncated,

    /// <summary>A value of the wrong size or out of its range, or text that is not UTF-8.</summary>
    Value,

    /// <summary>A field that the kind needs is not there.</summary>
    Missing,
}
