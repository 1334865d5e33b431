using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Supervisor.Daemon.Http.Tls;

/// <summary>
/// Puts TLS between a connection and HTTP where its server has a certificate. Kestrel's own middleware wants the web host around
/// it and one certificate for an endpoint; here all servers share one endpoint.
/// </summary>
internal sealed class TlsHandshake(ConnectionDelegate next)
{
    /// <summary>How long a client may take to come to terms.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task RunAsync(ConnectionContext connection) =>
        connection.Features.Get<ArrivedBy>()?.Certificate is { } certificate ? EncryptAsync(connection, certificate) : next(connection);

    private async Task EncryptAsync(ConnectionContext connection, TlsCertificate certificate)
    {
        var plain = connection.Transport;
        await using var stream = new SslStream(new TransportStream(plain));
        if (!await AgreeAsync(stream, certificate, connection.ConnectionClosed)) return;
        var leaveOpen = new StreamPipeReaderOptions(leaveOpen: true);
        var input = PipeReader.Create(stream, leaveOpen);
        var output = new LateCompletion(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        connection.Transport = new TlsTransport(input, output);
        connection.Features.Set<ITlsConnectionFeature>(new NoClientCertificate());
        try
        {
            await next(connection);
        }
        finally
        {
            await input.CompleteAsync();
            await EndAsync(stream, output);
            connection.Transport = plain;
        }
    }

    private static async Task<bool> AgreeAsync(SslStream stream, TlsCertificate certificate, CancellationToken closed)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closed);
        patience.CancelAfter(Patience);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Current,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        try
        {
            await stream.AuthenticateAsServerAsync(options, patience.Token);
            return true;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
        {
            // No TLS, none that both know, or no time: the connection ends, and nobody else is concerned.
            return false;
        }
    }

    // So that a client can tell the end of an answer from a connection that was cut.
    private static async Task EndAsync(SslStream stream, LateCompletion output)
    {
        try
        {
            await output.FinishAsync();
            await stream.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The client has gone before.
        }
    }

    private sealed record TlsTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Tells HTTP that the connection is encrypted.</summary>
    private sealed class NoClientCertificate : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
