namespace Supervisor.Ctl.Input;

/// <summary>The keyboard and the width of the screen.</summary>
internal interface IKeys
{
    /// <summary>Columns of the terminal.</summary>
    int Width { get; }

    /// <summary>Waits for a key and does not show it.</summary>
    ConsoleKeyInfo Read();
}

internal sealed class ConsoleKeys : IKeys
{
    private const int UnknownWidth = 80;

    public int Width => Console.WindowWidth > 0 ? Console.WindowWidth : UnknownWidth;

    public ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}
