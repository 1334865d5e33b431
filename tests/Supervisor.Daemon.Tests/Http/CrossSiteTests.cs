using Microsoft.AspNetCore.Http;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Tests.Http;

public sealed class CrossSiteTests
{
    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("same-origin", "", "", false)]
    [InlineData("none", "", "", false)]
    [InlineData("cross-site", "", "", true)]
    [InlineData("same-site", "", "", true)]
    [InlineData("cross-site", "http://here:9001", "", true)]
    [InlineData("", "http://here:9001", "", false)]
    [InlineData("", "http://HERE:9001", "", false)]
    [InlineData("", "http://here", "", true)]
    [InlineData("", "http://here:9002", "", true)]
    [InlineData("", "http://evil:9001", "", true)]
    [InlineData("", "http://here:9001.evil", "", true)]
    [InlineData("", "null", "", true)]
    [InlineData("", "nonsense", "", true)]
    [InlineData("", "", "http://here:9001/?message=x", false)]
    [InlineData("", "", "http://evil/http://here:9001/", true)]
    [InlineData("", "", "http://here:9001@evil/", true)]
    public void A_page_of_another_site_is_told_by_its_headers(string site, string origin, string referer, bool isOther) =>
        Assert.Equal(isOther, CrossSite.Names(Request("here:9001", site, origin, referer)));

    [Theory]
    [InlineData("here", "http://here", false)]
    [InlineData("here", "https://here", false)]
    [InlineData("here", "https://here:8443", true)]
    [InlineData("[::1]:9001", "http://[::1]:9001", false)]
    [InlineData("[::1]:9001", "http://[::2]:9001", true)]
    [InlineData("", "http://here", true)]
    public void The_host_of_the_request_is_this_site(string host, string origin, bool isOther) =>
        Assert.Equal(isOther, CrossSite.Names(Request(host, "", origin, "")));

    [Fact]
    public void A_proxy_may_say_what_this_site_is_called_outside()
    {
        var request = Request("127.0.0.1:9001", "", "https://admin.example.org", "");
        Assert.True(CrossSite.Names(request));

        request.Headers["X-Forwarded-Host"] = "admin.example.org";
        Assert.False(CrossSite.Names(request));
    }

    private static HttpRequest Request(string host, string site, string origin, string referer)
    {
        var request = new DefaultHttpContext().Request;
        if (host.Length > 0) request.Host = new HostString(host);
        if (site.Length > 0) request.Headers["Sec-Fetch-Site"] = site;
        if (origin.Length > 0) request.Headers.Origin = origin;
        if (referer.Length > 0) request.Headers.Referer = referer;
        return request;
    }
}
