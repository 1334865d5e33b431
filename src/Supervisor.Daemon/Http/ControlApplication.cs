using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Supervisor.Daemon.Http;

/// <summary>Binds Kestrel to one request delegate, without the web host around it.</summary>
internal sealed class ControlApplication(RequestDelegate pipeline) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var use = context.Features.Get<ConnectionUse>();
        use?.Begin();
        try
        {
            await pipeline(context);
        }
        finally
        {
            use?.End();
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}
