namespace Supervisor.Core.Output;

/// <summary>When a log file is rotated and how many older ones are kept.</summary>
/// <param name="MaxBytes">Size in bytes at which the file is rotated; 0 or less never rotates.</param>
/// <param name="Backups">Files kept beside it, <c>.1</c> being the newest; 0 or less truncates in place.</param>
public readonly record struct RotationPolicy(long MaxBytes, int Backups)
{
    public static readonly RotationPolicy Never = new(0, 0);

    public bool Rotates => MaxBytes > 0;

    /// <summary>Name of a backup; 0 is the file itself.</summary>
    public static string BackupPath(string path, int index) =>
        index == 0 ? path : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.{index}");
}
