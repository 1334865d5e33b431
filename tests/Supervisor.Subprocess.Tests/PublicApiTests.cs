using System.Reflection;

namespace Supervisor.Subprocess.Tests;

/// <summary>The public API as recorded: a change of it shows as a change of that file.</summary>
public sealed class PublicApiTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void The_public_api_is_the_recorded_one()
    {
        var folder = AppContext.BaseDirectory;
        var actual = string.Join('\n', typeof(Popen).Assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Describe)) + "\n";
        var received = Path.Join(folder, "PublicApi.received.txt");
        File.WriteAllText(received, actual);

        Assert.True(
            actual == File.ReadAllText(Path.Join(folder, "PublicApi.verified.txt")),
            $"the public API has changed; if that is meant, copy {received} over tests/Supervisor.Subprocess.Tests/PublicApi.verified.txt");
    }

    private static IEnumerable<string> Describe(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}";
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var members = type.IsEnum
            ? Enum.GetNames(type).Select(n => $"{n} = {(int)Enum.Parse(type, n)}")
            : type.GetMembers(Own).Where(IsWritten).Select(Member);
        foreach (var member in members.OrderBy(m => m, StringComparer.Ordinal))
            yield return $"    {member}";
    }

    // What the compiler adds to records is no decision of anybody.
    private static bool IsWritten(MemberInfo member) =>
        member is not Type
        && member is not MethodBase { IsSpecialName: true, IsConstructor: false }
        && !member.Name.Contains('<', StringComparison.Ordinal)
        && member.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "EqualityContract" or "PrintMembers");

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsValueType)
            return "struct";
        return type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : "class";
    }

    private static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"new({Parameters(c)})",
        MethodInfo m => $"{Static(m)}{Name(m.ReturnType)}{Null(Nullability.Create(m.ReturnParameter).ReadState, m.ReturnType)} {m.Name}({Parameters(m)})",
        PropertyInfo p => $"{Static(p.GetMethod!)}{Name(p.PropertyType)}{Null(Nullability.Create(p).ReadState, p.PropertyType)} {p.Name} {{ get;{Setter(p)} }}",
        FieldInfo f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}",
        _ => $"{member.MemberType} {member.Name}",
    };

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true } set)
            return "";
        var isInit = set.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");
        return isInit ? " init;" : " set;";
    }

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(
        ", ",
        method.GetParameters().Select(p => $"{Name(p.ParameterType)}{Null(Nullability.Create(p).WriteState, p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string Null(NullabilityState state, Type type) => state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (!type.IsGenericType)
            return type.Namespace is "System" or null ? type.Name : type.FullName!.Replace('+', '.');
        var name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
