using System.Runtime.CompilerServices;

namespace Supervisor.Keeper.Tests;

/// <summary>The processes that these tests start are killed, and a runtime that is leaves the pipes of its diagnostics in the temporary folder.</summary>
internal static class Diagnostics
{
    [ModuleInitializer]
    internal static void SwitchOffInChildren() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
