using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Supervisor.Core.Specs;

namespace Supervisor.Daemon.Http;

/// <summary>
/// HTTP Basic authentication (RFC 7617) as supervisord has it: a server with a user name asks for it, the password is plain in the
/// config or <c>{SHA}</c> and a hex SHA-1.
/// </summary>
internal static class BasicAuthentication
{
    private const string Scheme = "Basic ";
    private const string Hashed = "{SHA}";

    /// <summary>Whether the request may be handled by this server.</summary>
    public static bool Allows(ServerSpec server, HttpContext context)
    {
        if (string.IsNullOrEmpty(server.Username)) return true;
        string? header = context.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length)) return false;
        var credentials = Encoding.UTF8.GetString(buffer, 0, length);
        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0
            && Same(credentials[..colon], server.Username)
            && Matches(credentials[(colon + 1)..], server.Password ?? "");
    }

    /// <summary>401 with the challenge that supervisord's clients know.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"default\"";
        return Answer.ProblemAsync(
            context, StatusCodes.Status401Unauthorized, Control.Wire.ErrorCodes.Unauthorized, "cannot handle the request: user name and password are needed");
    }

    private static bool Matches(string given, string configured)
    {
        if (!configured.StartsWith(Hashed, StringComparison.Ordinal)) return Same(given, configured);
#pragma warning disable CA5350 // The form is supervisord's, and its users have it in their configs.
        var hash = SHA1.HashData(Encoding.UTF8.GetBytes(given));
#pragma warning restore CA5350
        return Same(Convert.ToHexStringLower(hash), configured[Hashed.Length..].ToLowerInvariant());
    }

    // In a time that tells nothing about where they differ.
    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
