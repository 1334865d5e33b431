using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Offline;

/// <summary>A command that needs no server, and no config that names one.</summary>
internal interface IOfflineCommand
{
    string Name { get; }

    /// <summary>What <c>help</c> prints for it.</summary>
    string Help { get; }

    /// <param name="words">What stands after its name, each as it was given.</param>
    /// <param name="output">What was asked for.</param>
    /// <param name="errors">What is said about it.</param>
    /// <returns>The exit code.</returns>
    int Run(IReadOnlyList<string> words, TextOutput output, TextOutput errors);
}
