using System.Text.Json.Serialization;

namespace Supervisor.Core.Specs;

/// <summary>A control server, validated.</summary>
[JsonDerivedType(typeof(ServerSpec.Unix), "unix")]
[JsonDerivedType(typeof(ServerSpec.Inet), "inet")]
public abstract record ServerSpec
{
    private ServerSpec()
    {
    }

    /// <summary>The section it comes from, as people see it: <c>unix_http_server</c>.</summary>
    public required string Section { get; init; }

    public string? Username { get; init; }

    /// <summary>Plain, or <c>{SHA}</c> and a hex SHA-1.</summary>
    public string? Password { get; init; }

    /// <param name="Path">Absolute.</param>
    /// <param name="Mode">Permission bits of the socket.</param>
    /// <param name="Owner">User name or number, or null.</param>
    /// <param name="Group">Group name or number, or null.</param>
    public sealed record Unix(string Path, int Mode, string? Owner, string? Group) : ServerSpec
    {
        /// <summary>When it cannot be made, it is gone on without it.</summary>
        public bool IsOptional { get; init; }
    }

    /// <param name="Host">Address or host name; empty for all addresses.</param>
    /// <param name="Port">1 to 65535.</param>
    public sealed record Inet(string Host, int Port) : ServerSpec
    {
        /// <summary>What it encrypts with; null for plain HTTP.</summary>
        public TlsFiles? Tls { get; init; }
    }
}

/// <summary>What a server speaks TLS with, in PEM.</summary>
/// <param name="Certificate">Absolute path: the certificate, then those that signed it up to the root.</param>
/// <param name="Key">Absolute path of its private key, not encrypted; may be the same file.</param>
public sealed record TlsFiles(string Certificate, string Key);
