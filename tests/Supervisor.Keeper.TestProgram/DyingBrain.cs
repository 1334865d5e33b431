using System.Globalization;

namespace Supervisor.Keeper.TestProgram;

/// <summary>A brain that ends before it is ready, and notes when it was started, in milliseconds since the start of the machine.</summary>
internal static class DyingBrain
{
    internal static int Run(string path)
    {
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Environment.TickCount64}\n"));
        return 3;
    }
}
