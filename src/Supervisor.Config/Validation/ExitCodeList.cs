using System.Globalization;
using Supervisor.Config.Documents;
using Supervisor.Config.Ini;
using Supervisor.Core.Collections;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>exitcodes</c>: one or several exit statuses, 0 to 255; none is allowed too.</summary>
internal static class ExitCodeList
{
    public static ValueList<int>? Read(ConfigEntry entry, ValueReader reader)
    {
        if (reader.List(entry) is not { } items)
        {
            return null;
        }

        var codes = new List<int>(items.Count);
        foreach (var (text, place) in items)
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
                || code is < 0 or > 255)
            {
                reader.Invalid(
                    entry.Key,
                    place,
                    entry.IsIni ? SupervisordWords.ExitCodes(reader.Text(entry)!) : $"\"{text}\" is no exit status; they are numbers from 0 to 255");
                return null;
            }

            codes.Add(code);
        }

        return codes.ToValueList();
    }
}
