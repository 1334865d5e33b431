namespace Supervisor.Posix.Files;

/// <summary>What makes two names or descriptors the same file: device and inode.</summary>
public readonly record struct FileIdentity(ulong Device, ulong Inode);
