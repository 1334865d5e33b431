namespace Supervisor.Config.Options;

/// <summary>
/// Takes a command line apart by the rules and with the error texts of Python's <c>getopt.getopt</c>: clusters of
/// letters, <c>-cFILE</c>, <c>--opt=value</c>, unambiguous abbreviations of long names, stop at the first other word.
/// </summary>
internal static class GetOpt
{
    public static GetOptResult Parse(IReadOnlyList<string> arguments, IReadOnlyList<OptionDefinition> definitions)
    {
        var scan = new Scan(arguments, definitions);
        var error = scan.Run();
        return new GetOptResult(scan.Given, [.. arguments.Skip(scan.Next)], scan.Terminated, error);
    }

    private sealed class Scan(IReadOnlyList<string> arguments, IReadOnlyList<OptionDefinition> definitions)
    {
        public List<GivenOption> Given { get; } = [];

        public int Next { get; private set; }

        public bool Terminated { get; private set; }

        public string? Run()
        {
            while (Next < arguments.Count && arguments[Next].Length > 1 && arguments[Next][0] == '-')
            {
                var word = arguments[Next++];
                if (word == "--")
                {
                    Terminated = true;
                    return null;
                }

                var error = word.StartsWith("--", StringComparison.Ordinal) ? Long(word[2..]) : Cluster(word);
                if (error is not null)
                {
                    return error;
                }
            }

            return null;
        }

        private string? Cluster(string word)
        {
            for (var i = 1; i < word.Length; i++)
            {
                var letter = word[i];
                var definition = definitions.FirstOrDefault(d => d.Short == letter);
                if (definition is null)
                {
                    return $"option -{letter} not recognized";
                }

                if (!definition.TakesValue)
                {
                    Given.Add(new GivenOption(definition, $"-{letter}", ""));
                    continue;
                }

                var value = i + 1 < word.Length ? word[(i + 1)..] : TakeNext();
                if (value is null)
                {
                    return $"option -{letter} requires argument";
                }

                Given.Add(new GivenOption(definition, $"-{letter}", value));
                return null;
            }

            return null;
        }

        private string? Long(string word)
        {
            var equals = word.IndexOf('=');
            var name = equals < 0 ? word : word[..equals];
            var value = equals < 0 ? null : word[(equals + 1)..];
            var (definition, error) = Resolve(name);
            if (definition is null)
            {
                return error;
            }

            if (!definition.TakesValue && value is not null)
            {
                return $"option --{definition.Long} must not have an argument";
            }

            value = definition.TakesValue ? value ?? TakeNext() : "";
            if (value is null)
            {
                return $"option --{definition.Long} requires argument";
            }

            Given.Add(new GivenOption(definition, $"--{definition.Long}", value));
            return null;
        }

        private (OptionDefinition? Found, string? Error) Resolve(string name)
        {
            var possible = definitions.Where(d => d.Long?.StartsWith(name, StringComparison.Ordinal) == true).ToList();
            if (possible.Find(d => d.Long == name) is { } exact)
            {
                return (exact, null);
            }

            if (possible.Any(d => !d.Additional))
            {
                possible.RemoveAll(d => d.Additional);
            }

            return possible.Count switch
            {
                0 => (null, $"option --{name} not recognized"),
                1 => (possible[0], null),
                _ => (null, $"option --{name} not a unique prefix"),
            };
        }

        private string? TakeNext() => Next < arguments.Count ? arguments[Next++] : null;
    }
}
