using System.Text;
using Supervisor.Config.Conversion;
using Supervisor.Config.Options;
using Supervisor.Config.Samples;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Config.Tests.Ini;

namespace Supervisor.Config.Tests.Fuzz;

/// <summary>Whatever stands in a file, the loader answers with a spec or with errors, in bounded time.</summary>
public class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "[program:x]", "[program.x]", "[supervisord]", "[group:g]", "[DEFAULT]", "[include]", "[eventlistener:e]", "[[x]]", "[\"", "\n", "\n", "\n",
        "command=", "command = ", "numprocs=3", "process_name=%(process_num)d", "environment=", "A=\"", "files=", "include = [", "*", "programs=",
        "%(", ")s", "%(ENV_PORT)s", "%(here)s", "%", "${", "}", "${PORT:-", "$$", "\"", "'", "\"\"\"", "\\", "=", ":", ",", "{", "}", "[", "]", "#", " ;",
        "${file:", "${credential:", "environment_file = ", "true", "1", "-1", "99999999999999999999", "1e999", "nan", "0o7", "é", "\0", "\r", "\u2028", "\t", "  ", "x", "priority=", "50MB",
    ];

    [Theory]
    [InlineData("/etc/x.toml")]
    [InlineData("/etc/x.conf")]
    public void Random_bytes_are_answered(string path) => Rounds(1000, random =>
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        Answered(path, bytes);
    });

    [Theory]
    [InlineData("/etc/x.toml")]
    [InlineData("/etc/x.conf")]
    public void Random_pieces_of_configs_are_answered(string path) => Rounds(3000, random =>
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        Answered(path, Encoding.UTF8.GetBytes(text));
    });

    [Theory]
    [InlineData("/etc/x.toml")]
    [InlineData("/etc/x.conf")]
    public void Good_configs_with_some_bytes_changed_are_answered(string path) => Rounds(600, random =>
    {
        var ini = path.EndsWith(".conf", StringComparison.Ordinal);
        var text = random.Next(2) == 0 ? (ini ? SampleConfig.Ini.Replace(";", "", StringComparison.Ordinal) : SampleConfig.Toml.Replace("#", "", StringComparison.Ordinal))
            : new IniGenerator(random).Generate();
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(40)).ToList());
                    break;
            }

            if (bytes.Count == 0)
            {
                return;
            }
        }

        Answered(path, [.. bytes]);
    });

    public static TheoryData<string, string> Bombs => new()
    {
        { "conf", "[supervisord]\n" + Repeat(100_000, i => $"[program:p{i}]\ncommand=x\n") },
        { "conf", "[supervisord]\n" + Repeat(2000, i => $"[program:p{i}]\ncommand=x\nnumprocs=100000\nprocess_name=%(process_num)d\n") },
        { "conf", "[supervisord]\n[program:p]\nnumprocs=100000\nprocess_name=%(process_num)d\ncommand=%(process_num)d " + new string('x', 1 << 20) },
        { "conf", "[supervisord]\n[program:p]\nnumprocs=100000\nprocess_name=%(process_num)d\ncommand=x\nenvironment=A=%(process_num)d," + Repeat(100_000, i => $"A{i}=1,") },
        { "conf", "[supervisord]\n[program:p]\ncommand=" + Repeat(500_000, _ => "%(ENV_BIG)s") },
        { "conf", "[supervisord]\n[program:p]\ncommand=%(process_num)" + Repeat(100_000, _ => "9") + "d" },
        { "conf", "[DEFAULT]\n" + Repeat(100_000, i => $"k{i}=1\n") + "priority=1\n[supervisord]\n" + Repeat(40_000, i => $"[program:p{i}]\ncommand=x\n") },
        { "conf", "[supervisord]\n[program:p]\ncommand=x\n" + Repeat(100_000, i => $"k{i}=1\n") + Repeat(40_000, i => $"[group:g{i}]\nprograms=p\n") },
        { "conf", "[supervisord]\n" + Repeat(40_000, i => $"[inet_http_server:{i}]\nport={1 + (i % 65000)}\n") },
        { "conf", "[supervisord]\n" + Repeat(40_000, i => $"[eventlistener:e{i}]\ncommand=x\nevents=EVENT\n") },
        { "conf", "[supervisord]\n[program:p]\ncommand=x\n" + Repeat(400_000, _ => " y\n") },
        { "conf", "[supervisord]\n[program:p]\ncommand=x\nstartsecs=" + new string('9', 1 << 20) },
        { "conf", Repeat(1_000_000, _ => ";#") }, { "conf", Repeat(400_000, _ => "[x]\n") }, { "conf", Repeat(400_000, _ => "x\n") },
        { "toml", Repeat(100_000, i => $"[program.p{i}]\ncommand='x'\n") }, { "toml", "a = " + Repeat(400_000, _ => "[") },
        { "toml", "[program.p]\ncommand = '" + Repeat(500_000, _ => "${BIG}") + "'\n" },
        { "toml", "[program.p]\ncommand = '" + Repeat(500_000, _ => "${a:-") + "'\n" },
        { "toml", "[program.p]\nnumprocs = 100000\ncommand = '${process_num} " + new string('x', 1 << 20) + "'\n" },
        { "toml", Repeat(40_000, i => $"[inet_http_server.s{i}]\nport = {1 + (i % 65000)}\n") },
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public async Task A_hostile_file_takes_bounded_time_and_memory(string kind, string text)
    {
        var before = GC.GetTotalAllocatedBytes();
        await Task.Run(() => Answered("/etc/x." + kind, Encoding.UTF8.GetBytes(text), convert: false), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 8L << 30);
    }

    [Fact]
    public void A_large_config_is_converted_in_a_time_that_grows_with_its_size() => Answered("/etc/x.conf", Encoding.UTF8.GetBytes(
        "[DEFAULT]\n" + Repeat(30_000, i => $"k{i}=1\n") + "priority=1\n[supervisord]\n"
            + Repeat(30_000, i => $"[program:p{i}]\ncommand=x\n[group:g{i}]\nprograms=p{i}\n")));

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        var host = new FakeConfigHost().Write("/etc/x.conf", new byte[(16 << 20) + 1]);

        Assert.Equal(
            "error: could not read config file /etc/x.conf: it is larger than 16777216 bytes",
            Assert.Single(ConfigLoader.Load("/etc/x.conf", DaemonOptions.None, host).Diagnostics).ToString());
    }

    private static void Answered(string path, byte[] bytes, bool convert = true)
    {
        var host = new FakeConfigHost().Write(path, bytes);
        host.Variables["BIG"] = new string('b', 100_000);
        var result = ConfigLoader.Load(path, DaemonOptions.None, host);
        Assert.Equal(result.Spec is null, result.Diagnostics.Any(d => d.IsError));
        Assert.InRange(result.Diagnostics.Count, 0, 1001);
        ClientConfigLoader.Load(path, host);
        if (!convert)
        {
            return;
        }

        var converted = ConfigConverter.Convert(path, withIncludes: false, host);
        Assert.Equal(converted.Files.Count == 0, converted.Diagnostics.Any(d => d.IsError));
    }

    private static void Rounds(int count, Action<Random> round)
    {
        for (var seed = 0; seed < count; seed++)
        {
            try
            {
                round(new Random(seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}", error);
            }
        }
    }

    private static string Repeat(int count, Func<int, string> text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            result.Append(text(i));
        }

        return result.ToString();
    }
}
