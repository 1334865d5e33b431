using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Control.Wire;
using Supervisor.Daemon.Events;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Json;

/// <summary><c>GET /v1/events</c>: what happens, as server-sent events (WHATWG HTML, section 9.2).</summary>
internal sealed class EventEndpoints(EventHistory history, SupervisionEngine engine)
{
    public async Task StreamAsync(HttpContext context)
    {
        var floods = context.Request.Query["include"]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);
        if (floods.FirstOrDefault(name => !EventFloods.Names.Contains(name)) is { } unknown)
        {
            await Answer.ProblemAsync(
                context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, $"there are no events \"{unknown}\" to include; there are {string.Join(", ", EventFloods.Names)}");
            return;
        }

        history.Join(floods);
        engine.Demand.Want(context, EventFloods.TypesOf(floods));
        try
        {
            await StreamAsync(context, floods);
        }
        finally
        {
            engine.Demand.Want(context, []);
            history.Leave(floods);
        }
    }

    private async Task StreamAsync(HttpContext context, HashSet<string> floods)
    {
        var after = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? seen
            : history.LastId;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);
        // The client waits for the head of the answer, which may be all there is for a long time.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        while (true)
        {
            foreach (var item in await history.ReadAfterAsync(after, context.RequestAborted, floods))
            {
                after = item.Id;
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Format(item)), context.RequestAborted);
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static string Format(EventItem item) => string.Create(
        CultureInfo.InvariantCulture, $"id: {item.Id}\nevent: {item.Name}\ndata: {item.Data}\n\n");
}
