using System.Text;

namespace Supervisor.Config.Tests.Doubles;

/// <summary>Random small damage to a text, the same for the same seed.</summary>
internal static class Mutation
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", "=", ".", ",", "\"", "'", "\n", "\\", "$", "${", "}", " ", "#", "\"\"\"", "1", "-", "true",
        "é", "\0", "\t", "\r", "[x]\n", "a = 1\n", "b.c", "0o8", "\uFFFF", ":", "/", "${A:-", "inf", "1e5", "_", "\\u12", "\\U0001", "\\x", "\\uD800", "0x", "07:32", "1979-", "'''", "+", "\uD800",
    ];

    public static string Of(string text, Random random)
    {
        var builder = new StringBuilder(text);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(builder.Length + 1);
            switch (random.Next(4))
            {
                case 0 when at < builder.Length:
                    builder.Remove(at, Math.Min(builder.Length - at, random.Next(1, 6)));
                    break;
                case 1:
                    var from = random.Next(text.Length);
                    builder.Insert(at, text.AsSpan(from, Math.Min(text.Length - from, random.Next(1, 20))));
                    break;
                case 2 when at < builder.Length:
                    builder[at] = (char)random.Next(1, 128);
                    break;
                default:
                    builder.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return builder.ToString();
    }
}
