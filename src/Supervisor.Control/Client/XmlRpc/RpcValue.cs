namespace Supervisor.Control.Client.XmlRpc;

/// <summary>A value of XML-RPC, as far as supervisord's methods use them.</summary>
/// <remarks>The members that look into a value throw <see cref="FormatException"/> when it is of another type.</remarks>
internal abstract record RpcValue
{
    public virtual string AsText => throw Wrong("a text");

    public virtual long AsInteger => throw Wrong("a number");

    public virtual bool AsBoolean => throw Wrong("a boolean");

    public virtual IReadOnlyList<RpcValue> AsList => throw Wrong("an array");

    public virtual RpcValue? Find(string field) => throw Wrong("a struct");

    public RpcValue Field(string field) => Find(field) ?? throw new FormatException($"there is no {field}");

    public static implicit operator RpcValue(string value) => new RpcText(value);

    private FormatException Wrong(string expected) => new($"{GetType().Name} is not {expected}");
}

internal sealed record RpcText(string Value) : RpcValue
{
    public override string AsText => Value;
}

internal sealed record RpcInteger(long Value) : RpcValue
{
    public override long AsInteger => Value;
}

internal sealed record RpcBoolean(bool Value) : RpcValue
{
    public override bool AsBoolean => Value;
}

/// <summary>Bytes: <c>base64</c>, which supervisord takes wherever a text may be.</summary>
internal sealed record RpcBytes(ReadOnlyMemory<byte> Value) : RpcValue;

internal sealed record RpcList(IReadOnlyList<RpcValue> Items) : RpcValue
{
    public override IReadOnlyList<RpcValue> AsList => Items;
}

internal sealed record RpcStruct(IReadOnlyDictionary<string, RpcValue> Fields) : RpcValue
{
    public override RpcValue? Find(string field) => Fields.GetValueOrDefault(field);
}
