using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http;

/// <summary>
/// Keeps other web sites from using the browser of somebody who may change things here. Such a request says where it comes from:
/// in Sec-Fetch-Site (W3C Fetch Metadata), which no page can forge, else in Origin or Referer. Clients that are no browsers send none.
/// </summary>
internal static class CrossSite
{
    /// <summary>Whether the request says that it was made by a page of another site.</summary>
    public static bool Names(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        if (!string.IsNullOrEmpty(site)) return site is not ("same-origin" or "none");
        string? origin = request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin)) return IsOther(request, origin);
        string? referer = request.Headers.Referer;
        return !string.IsNullOrEmpty(referer) && IsOther(request, referer);
    }

    /// <summary>Whether a browser asks ahead for what its user may never click on.</summary>
    public static bool IsPrefetch(HttpRequest request) =>
        request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    private static bool IsOther(HttpRequest request, string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var from) || !(IsSame(from, request.Host) || IsSame(from, Forwarded(request)));

    private static bool IsSame(Uri from, HostString host) =>
        host.HasValue
        && string.Equals(from.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? from.Port == port : from.IsDefaultPort);

    // Set by a proxy in between that asks under another name; a page cannot set it for a request to another site.
    private static HostString Forwarded(HttpRequest request) => new(request.Headers["X-Forwarded-Host"].ToString());
}
