using System.Text;

namespace Supervisor.Subprocess;

/// <summary>An encoding with the chosen way of treating what it cannot say.</summary>
internal static class TextEncoding
{
    internal static Encoding For(PopenOptions options)
    {
        var encoding = (Encoding)options.Encoding.Clone();
        (encoding.DecoderFallback, encoding.EncoderFallback) = options.Errors switch
        {
            TextErrors.Replace => (new DecoderReplacementFallback("\uFFFD"), EncoderFallback.ReplacementFallback),
            TextErrors.Ignore => (new DecoderReplacementFallback(""), new EncoderReplacementFallback("")),
            _ => (DecoderFallback.ExceptionFallback, EncoderFallback.ExceptionFallback),
        };
        return encoding;
    }
}
