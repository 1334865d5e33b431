using System.Globalization;
using System.Reflection;

namespace Supervisor.Testing;

/// <summary>The public surface of an assembly as text, one line a type or member, for a file in which a change of it is seen.</summary>
public static class PublicApiText
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly) =>
        string.Concat(assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Describe).Select(line => line + "\n"));

    /// <summary>
    /// Null when the surface is the recorded one; else what to do about it. The surface as it is lies beside the tests then.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="recorded">Path of the recorded text in the checkout.</param>
    public static string? Difference(Assembly assembly, params string[] recorded)
    {
        var actual = Of(assembly);
        var path = Repository.PathOf(recorded);
        if (File.Exists(path) && actual == File.ReadAllText(path)) return null;

        var received = Path.Join(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(received, actual);
        return $"the public API has changed; if that is meant, copy {received} over {Path.Join(recorded)}";
    }

    private static IEnumerable<string> Describe(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}{Bases(type)}";
        var members = type.IsEnum
            ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")
            : type.GetMembers(Own).Where(IsWritten).Select(Member);
        foreach (var member in members.Order(StringComparer.Ordinal))
            yield return $"    {member}";
    }

    // What the compiler adds to records is nobody's decision.
    private static bool IsWritten(MemberInfo member) =>
        member is not Type
        && IsVisible(member)
        && !IsCopyConstructor(member)
        && member is not MethodBase { IsSpecialName: true, IsConstructor: false }
        && !member.Name.Contains('<', StringComparison.Ordinal)
        && member.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "EqualityContract" or "PrintMembers" or "Finalize");

    private static bool IsCopyConstructor(MemberInfo member) =>
        member is ConstructorInfo constructor
        && constructor.GetParameters() is [var only]
        && only.ParameterType == constructor.DeclaringType;

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        EventInfo changed => IsVisible(changed.AddMethod!),
        _ => false,
    };

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsInterface: true } => "interface",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum) return "";
        var equatable = typeof(IEquatable<>).MakeGenericType(type);
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited).Where(contract => contract != equatable).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) bases.Insert(0, Name(parent));
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{Returned(method)} {method.Name}({Parameters(method)})",
        PropertyInfo property => $"{Static(property.GetAccessors(nonPublic: true)[0])}{Typed(property.PropertyType, Nullability.Create(property).ReadState)} {property.Name} {{{Accessors(property)} }}",
        FieldInfo field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo changed => $"event {Name(changed.EventHandlerType!)} {changed.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    };

    private static string Returned(MethodInfo method) => Typed(method.ReturnType, Nullability.Create(method.ReturnParameter).ReadState);

    private static string Accessors(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        if (property.SetMethod is not { } setter || !IsVisible(setter)) return get;
        var isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");
        return get + (isInit ? " init;" : " set;");
    }

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var direction = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        var value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{direction}{Typed(parameter.ParameterType, Nullability.Create(parameter).WriteState)} {parameter.Name}{value}";
    }

    private static string Typed(Type type, NullabilityState state) =>
        Name(type) + (state == NullabilityState.Nullable && !type.IsValueType ? "?" : "");

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        if (type.IsGenericParameter) return type.Name;
        if (!type.IsGenericType) return type.Namespace is "System" ? type.Name : type.FullName!.Replace('+', '.');
        var name = type.Name.Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
