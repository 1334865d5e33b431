using System.Text;
using Microsoft.AspNetCore.Http;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Tests.Http;

public sealed class BasicAuthenticationTests
{
    // SHA-1 of "secret".
    private const string Hashed = "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4";

    [Theory]
    [InlineData("secret", "Basic", "admin:secret", true)]
    [InlineData("secret", "basic", "admin:secret", true)]
    [InlineData(Hashed, "Basic", "admin:secret", true)]
    [InlineData("with:colon", "Basic", "admin:with:colon", true)]
    [InlineData("secret", "Basic", "admin:wrong", false)]
    [InlineData(Hashed, "Basic", "admin:wrong", false)]
    [InlineData(Hashed, "Basic", "admin:e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", false)]
    [InlineData("secret", "Basic", "root:secret", false)]
    [InlineData("secret", "Basic", "admin", false)]
    [InlineData("secret", "Digest", "admin:secret", false)]
    public void Who_may_pass(string password, string scheme, string credentials, bool passes) =>
        Assert.Equal(passes, Asks(password, $"{scheme} {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    public void Nonsense_does_not_pass(string? header) => Assert.False(Asks("secret", header));

    [Fact]
    public void A_server_without_a_user_asks_nobody() =>
        Assert.True(BasicAuthentication.Allows(new ServerSpec.Inet("", 9001) { Section = "inet_http_server" }, new DefaultHttpContext()));

    private static bool Asks(string password, string? header)
    {
        var context = new DefaultHttpContext();
        if (header is not null) context.Request.Headers.Authorization = header;
        var server = new ServerSpec.Inet("", 9001) { Section = "inet_http_server", Username = "admin", Password = password };
        return BasicAuthentication.Allows(server, context);
    }
}
