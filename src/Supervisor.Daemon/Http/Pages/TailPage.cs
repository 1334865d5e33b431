using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervisor.Daemon.Http.XmlRpc;
using Supervisor.Daemon.Http.XmlRpc.Methods;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Pages;

/// <summary><c>/tail.html?processname=x&amp;limit=n</c>: the last bytes of a process's stdout.</summary>
internal sealed class TailPage(SupervisionEngine engine)
{
    private const int LeastBytes = 1024;

    /// <summary>Most bytes that a page shows.</summary>
    private const int MostBytes = 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        string? name = context.Request.Query["processname"];
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? Math.Clamp(wanted, LeastBytes, MostBytes)
            : LeastBytes;
        var (bytes, problem) = string.IsNullOrEmpty(name) ? (null, "No process name found") : await ReadAsync(name, limit, context.RequestAborted);
        using var page = PageWriter.Begin(context, $"Supervisor tail of process {name}");
        page.Markup("<main class=\"tail\">\n<h1>"u8).Text(name ?? "").Markup("</h1>\n<pre>"u8);
        if (bytes is null) page.Text(problem);
        else page.Text(bytes);
        page.Markup("</pre>\n"u8);
        if (!string.IsNullOrEmpty(name))
        {
            page.Markup("<p><a class=\"button\" href=\"tail.html?processname="u8).UrlPart(name)
                .Markup("&amp;limit="u8).UrlPart(limit.ToString(CultureInfo.InvariantCulture)).Markup("\">Refresh</a></p>\n"u8);
        }

        page.Markup("</main>\n</body>\n</html>\n"u8);
        await page.CompleteAsync();
    }

    private async Task<(byte[]? Bytes, string Problem)> ReadAsync(string name, int limit, CancellationToken cancellation)
    {
        if (ProcessMethods.Find(engine, name) is not { } entry) return (null, Unexpected(new Fault(FaultCode.BadName, name)));
        var (log, fault) = OpenLog.Of(engine, entry, stderr: false);
        if (log is null) return (null, fault?.Code == FaultCode.NoFile ? $"No file for {name}" : Unexpected(fault ?? new Fault(FaultCode.Failed)));
        using (log)
        {
            var start = Math.Max(0, log.Size - limit);
            var bytes = new byte[log.Size - start];
            var filled = 0;
            while (filled < bytes.Length)
            {
                var count = await log.ReadAsync(start + filled, bytes.AsMemory(filled), cancellation);
                if (count == 0) break;
                filled += count;
            }

            return (bytes[..filled], "");
        }
    }

    private static string Unexpected(Fault fault) =>
        string.Create(CultureInfo.InvariantCulture, $"ERROR: unexpected rpc fault [{(int)fault.Code}] {fault.Text}");
}
