using Supervisor.Subprocess.Launching;

/// <summary>
/// What the runtime calls before Main when this assembly is named in <c>DOTNET_STARTUP_HOOKS</c>: the exec stage for
/// processes whose Main does not call it. The name, and that it lies in no namespace, are the runtime's rule.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => ExecStage.RunIfMarked(Environment.GetCommandLineArgs()[^1]);
}
