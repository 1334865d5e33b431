using System.Globalization;
using System.Text;

namespace Supervisor.Testing.Http;

/// <summary>Reads requests from a connection: a head, and a body by length or in chunks.</summary>
internal sealed class RequestReader(Stream stream)
{
    private readonly byte[] _byte = new byte[1];

    /// <summary>Null when the client has hung up.</summary>
    public async Task<ReceivedRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await LineAsync(cancellationToken) is not { } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        string route = first[..first.LastIndexOf(' ')];
        return new ReceivedRequest(route, headers, await BodyAsync(headers, cancellationToken));
    }

    private async Task<byte[]> BodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.TryGetValue("Content-Length", out string? length))
            return await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        if (!headers.ContainsKey("Transfer-Encoding"))
            return [];
        var body = new List<byte>();
        while (await LineAsync(cancellationToken) is { } size)
        {
            byte[] chunk = await BytesAsync(int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture), cancellationToken);
            await LineAsync(cancellationToken);
            if (chunk.Length == 0)
                break;
            body.AddRange(chunk);
        }

        return [.. body];
    }

    private async Task<byte[]> BytesAsync(int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await stream.ReadAsync(_byte, cancellationToken) == 1)
        {
            if (_byte[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)_byte[0]);
        }

        return null;
    }
}
