using System.Text;

namespace Supervisor.Config.Validation;

/// <summary>The bound of unix(7) on the path of a socket.</summary>
internal static class SocketPath
{
    // sun_path, without the closing NUL.
    private const int Longest = 107;

    public static Parsed<string> Check(Parsed<string> path) =>
        path.Error is not null || Encoding.UTF8.GetByteCount(path.Value!) <= Longest
            ? path
            : Parsed.Fail<string>($"the path of a Unix socket may have {Longest} bytes at most: {path.Value}");
}
