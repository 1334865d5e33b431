using System.Text;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>Carries a method out: writes its value and returns null, or writes nothing and returns a fault.</summary>
internal delegate ValueTask<Fault?> MethodBody(Arguments arguments, Reply reply);

/// <summary>A parameter as <c>system.methodHelp</c> and <c>system.methodSignature</c> show it.</summary>
internal readonly record struct RpcParameter(string Type, string Name, string Meaning);

/// <summary>A method that clients can call.</summary>
/// <param name="Name"><c>namespace.method</c>.</param>
/// <param name="Summary">What it does, for <c>system.methodHelp</c>.</param>
/// <param name="Returns">The type of its value and what that is.</param>
/// <param name="Parameters">In their order.</param>
/// <param name="Body">Does it.</param>
internal sealed record RpcMethod(string Name, string Summary, RpcParameter Returns, RpcParameter[] Parameters, MethodBody Body)
{
    /// <summary>Parameters that may be left out, from the last one on.</summary>
    public int Optional { get; init; }

    /// <summary>Whether who calls it is logged.</summary>
    public bool Changes { get; init; }

    /// <summary>Whether it is also answered while everything stops.</summary>
    public bool WhileStopping { get; init; }

    public bool Takes(int count) => count <= Parameters.Length && count >= Parameters.Length - Optional;

    /// <summary>The tags that supervisord's own clients look for in its docstrings.</summary>
    public string Help()
    {
        var help = new StringBuilder().Append(' ').Append(Summary).Append("\n\n");
        foreach (var parameter in Parameters)
        {
            help.Append("        @param ").Append(parameter.Type).Append(' ').Append(parameter.Name).Append("  ").Append(parameter.Meaning).Append('\n');
        }

        return help.Append("        @return ").Append(Returns.Type).Append(' ').Append(Returns.Name).Append("  ").Append(Returns.Meaning).Append("\n        ").ToString();
    }
}
