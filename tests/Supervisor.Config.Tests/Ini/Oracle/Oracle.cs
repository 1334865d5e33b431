using System.Diagnostics;
using System.Text;
using Supervisor.Testing;

namespace Supervisor.Config.Tests.Ini.Oracle;

/// <summary>Debian's supervisord (package "supervisor") as the judge of what an INI file means.</summary>
internal static class Oracle
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Installed = new(() => File.Exists(Python) && Start("", "-c", "import supervisor.options").Ok);

    /// <summary>Ends the test as skipped when there is no judge.</summary>
    public static void Require() => Assert.SkipUnless(Installed.Value, "Debian's package supervisor is not installed");

    /// <summary>The environment that supervisord and we expand names from.</summary>
    public static Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = "/root",
        ["LC_ALL"] = "C.UTF-8",
        ["PLAIN"] = "plain",
        ["PORT"] = "8000",
        ["SPACE"] = "a b",
    };

    /// <summary>What supervisord makes of these files; the lines of each.</summary>
    /// <param name="kind"><c>load</c> for all that follows from it, <c>parse</c> for sections and keys.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Ask(string kind, IReadOnlyList<string> files)
    {
        var script = Path.Combine(Repository.Root, "tests/Supervisor.Config.Tests/Ini/Oracle/supervisord_config.py");
        var output = Run(string.Concat(files.Select(file => $"{kind} {file}\n")), script);
        var answers = new List<IReadOnlyList<string>>();
        var lines = new List<string>();
        foreach (var line in output.Split('\n'))
        {
            if (line == "end")
            {
                answers.Add(lines);
                lines = [];
            }
            else
            {
                lines.Add(line);
            }
        }

        Assert.Equal(files.Count, answers.Count);
        return answers;
    }

    /// <summary>What a script of ours prints.</summary>
    public static string Run(string input, string script)
    {
        var (ok, output) = Start(input, script);
        Assert.True(ok, output);
        return output;
    }

    private static (bool Ok, string Output) Start(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = "/tmp",
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode == 0, process.ExitCode == 0 ? output.Result : errors.Result);
    }
}
