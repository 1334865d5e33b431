using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Projection;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Pages;

/// <summary><c>/</c>: all processes, and links that start, stop and restart them, as on supervisord's page.</summary>
internal sealed class StatusPage(SupervisionEngine engine, StatusActions actions, DaemonIdentity identity, ILogger<StatusPage> log)
{
    /// <summary>Rows written between two looks at the size of the page.</summary>
    private const int Portion = 256;

    /// <summary>Shows the page, or does what <c>?action=</c> says and sends the browser back to it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (await FormAsync(context) is not { } form)
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status400BadRequest);
        }
        else if (form("action") is { Length: > 0 } action)
        {
            await ActAsync(context, action, form("processname"));
        }
        else
        {
            await ShowAsync(context, form("message"));
        }
    }

    /// <summary>The fields of the query and, in a POST, of the body, which come first; null for a method that is neither.</summary>
    private static async Task<Func<string, string?>?> FormAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return name => query[name];
        if (!HttpMethods.IsPost(context.Request.Method)) return null;
        var body = await RequestBody.ReadAsync(context, bytes => System.Text.Encoding.UTF8.GetString(bytes.Span));
        var form = QueryHelpers.ParseQuery(body);
        return name => form.TryGetValue(name, out var value) ? value[^1] : query[name];
    }

    private async Task ActAsync(HttpContext context, string action, string? process)
    {
        if (CrossSite.Names(context.Request) || CrossSite.IsPrefetch(context.Request))
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status403Forbidden);
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method) || !StatusActions.Knows(action, process))
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        if (action != StatusActions.Refresh) log.CallReceived(Gatekeeper.Peer(context), LogText.OneLine($"{action} {process}".TrimEnd()));
        var message = await actions.PerformAsync(action, process, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"{Site(context.Request)}/?message={Uri.EscapeDataString(message)}";
        await ErrorPage.SendAsync(context, StatusCodes.Status301MovedPermanently);
    }

    private static string Site(HttpRequest request) => request.Host.HasValue ? $"{request.Scheme}://{request.Host.Value}" : "";

    private async Task ShowAsync(HttpContext context, string? message)
    {
        var state = engine.Current;
        var now = DateTimeOffset.Now;
        using var page = PageWriter.Begin(context, "Supervisor Status");
        page.Markup("<header>\n<h1>"u8).Text(identity.Identifier).Markup("</h1>\n<p>"u8).Text(Summary(state)).Markup("""
            </p>
            <nav aria-label="All processes">
            <a class="button" href="index.html?action=refresh">Refresh</a>
            <a class="button" href="index.html?action=restartall">Restart All</a>
            <a class="button" href="index.html?action=stopall">Stop All</a>
            </nav>
            </header>
            <main>

            """u8);
        if (!string.IsNullOrEmpty(message)) page.Markup("<p id=\"statusmessage\" class=\"status_msg\" role=\"status\">"u8).Text(message).Markup("</p>\n"u8);
        if (state.Processes.Count == 0)
        {
            page.Markup("<p>No programs to manage</p>\n"u8);
        }
        else
        {
            await WriteTableAsync(page, state, now);
        }

        page.Markup("</main>\n<footer>Supervisor "u8).Text(DaemonIdentity.Version).Markup("</footer>\n</body>\n</html>\n"u8);
        await page.CompleteAsync();
    }

    private static string Summary(RosterState state)
    {
        var states = state.Processes.Values
            .GroupBy(entry => entry.State.Code)
            .OrderBy(group => group.Key)
            .Select(group => string.Create(null, $"{group.Count()} {ProcessProjection.NameOf(group.Key).ToLowerInvariant()}"));
        return string.Join(", ", states);
    }

    private static async Task WriteTableAsync(PageWriter page, RosterState state, DateTimeOffset now)
    {
        page.Markup("""
            <table id="statustable">
            <thead>
            <tr><th scope="col" class="state">State</th><th scope="col" class="desc">Description</th><th scope="col" class="name">Name</th><th scope="col" class="action">Action</th></tr>
            </thead>
            <tbody>

            """u8);
        var written = 0;
        foreach (var entry in state.Processes.Values)
        {
            WriteRow(page, entry, now);
            if (++written % Portion == 0) await page.KeepBoundedAsync();
        }

        page.Markup("</tbody>\n</table>\n"u8);
    }

    private static void WriteRow(PageWriter page, ProcessEntry entry, DateTimeOffset now)
    {
        var name = entry.Spec.Name.Namespec;
        var code = entry.State.Code;
        page.Markup("<tr><td class=\"status\"><span class=\""u8).Markup(code switch
        {
            StateCode.Running => "statusrunning"u8,
            StateCode.Fatal or StateCode.Backoff => "statuserror"u8,
            _ => "statusnominal"u8,
        });
        page.Markup("\">"u8).Text(ProcessProjection.NameOf(code).ToLowerInvariant())
            .Markup("</span></td><td class=\"desc\">"u8).Text(ProcessProjection.Describe(entry, now))
            .Markup("</td><th scope=\"row\" class=\"name\"><a href=\"tail.html?processname="u8).UrlPart(name).Markup("\" target=\"_blank\">"u8).Text(name)
            .Markup("</a></th><td class=\"action\"><ul>"u8);
        if (code == StateCode.Running)
        {
            WriteAction(page, name, "restart"u8, "Restart"u8);
            WriteAction(page, name, "stop"u8, "Stop"u8);
        }
        else if (code is StateCode.Stopped or StateCode.Exited or StateCode.Fatal)
        {
            WriteAction(page, name, "start"u8, "Start"u8);
        }

        WriteAction(page, name, "clearlog"u8, "Clear Log"u8);
        page.Markup("<li><a href=\"logtail/"u8).UrlPart(name).Markup("\" target=\"_blank\">Tail -f Stdout</a></li><li><a href=\"logtail/"u8)
            .UrlPart(name).Markup("/stderr\" target=\"_blank\">Tail -f Stderr</a></li></ul></td></tr>\n"u8);
    }

    private static void WriteAction(PageWriter page, string name, ReadOnlySpan<byte> action, ReadOnlySpan<byte> label) => page
        .Markup("<li><a href=\"index.html?processname="u8).UrlPart(name).Markup("&amp;action="u8).Markup(action).Markup("\">"u8).Markup(label).Markup("</a></li>"u8);
}
