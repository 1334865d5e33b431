using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Supervisor.Core.Specs;

namespace Supervisor.Daemon.Http.Tls;

/// <summary>A server's certificate and key. It can be read again while connections are served; those go on with what they began with.</summary>
internal sealed class TlsCertificate
{
    private readonly TlsFiles _files;
    private volatile SslStreamCertificateContext _current;

    private TlsCertificate(TlsFiles files, SslStreamCertificateContext current) => (_files, _current) = (files, current);

    /// <summary>What new connections get.</summary>
    public SslStreamCertificateContext Current => _current;

    /// <exception cref="ControlSocketException">A file cannot be read, or is not what it should be.</exception>
    public static TlsCertificate Load(TlsFiles files)
    {
        try
        {
            return new TlsCertificate(files, Read(files));
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            throw new ControlSocketException(Problem(files, exception));
        }
    }

    /// <summary>Reads the files again. Null, or why what was there before stays.</summary>
    public string? Reload()
    {
        try
        {
            _current = Read(_files);
            return null;
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            return Problem(_files, exception);
        }
    }

    private static SslStreamCertificateContext Read(TlsFiles files)
    {
        var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(files.Certificate);
        chain.RemoveAt(0);

        // Offline: what the file does not hold is not fetched from the network.
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static bool IsOfFiles(Exception exception) =>
        exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    private static string Problem(TlsFiles files, Exception exception) =>
        $"cannot use certificate {files.Certificate} with key {files.Key}: {exception.Message}";
}
