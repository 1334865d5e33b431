namespace Supervisor.Posix.Files;

/// <summary>The flags of open(2) and pipe2(2) that are the same on x86-64 and arm64. Close-on-exec is always added.</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 0x1,
    ReadWrite = 0x2,
    Create = 0x40,

    /// <summary>With <see cref="Create"/>: fail with EEXIST when it exists.</summary>
    Exclusive = 0x80,

    /// <summary>A terminal does not become the controlling one.</summary>
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,

    /// <summary>Neither the open itself (FIFO) nor reads and writes wait.</summary>
    NonBlocking = 0x800,

    /// <summary>Only names the file: no right to its content is needed, and none is given. It can be executed and looked at.</summary>
    PathOnly = 0x200000,
}
