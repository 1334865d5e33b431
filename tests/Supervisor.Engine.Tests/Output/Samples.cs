using System.Globalization;
using System.Text;

namespace Supervisor.Engine.Tests.Output;

/// <summary>Output to write in tests.</summary>
internal static class Samples
{
    /// <summary>Numbered lines of random length, about this many bytes in all.</summary>
    public static byte[] Lines(int bytes, int seed, int longest = 300)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var number = 0; text.Length < bytes; number++)
        {
            text.Append(number.ToString(CultureInfo.InvariantCulture)).Append(' ').Append('x', random.Next(longest)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public static byte[] Binary(int bytes, int seed)
    {
        var data = new byte[bytes];
        new Random(seed).NextBytes(data);
        return data;
    }

    public static byte[] Concat(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
