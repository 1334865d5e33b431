using Supervisor.Config.Conversion;
using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Config.Tests.Ini;

namespace Supervisor.Config.Tests.Conversion;

public class ConversionPropertyTests
{
    private const string Source = "/etc/supervisord.conf";

    [Fact]
    public void A_generated_config_means_the_same_after_its_conversion()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var text = new IniGenerator(new Random(seed)).Generate();
            var host = Host().Write(Source, text);
            var before = ConfigLoader.Load(Source, DaemonOptions.None, host);
            Assert.True(before.Spec is not null, $"seed {seed}: {string.Join('\n', before.Diagnostics)}\n{text}");

            var converted = ConfigConverter.Convert(Source, withIncludes: false, host);

            Assert.True(converted.Files.Count == 1, $"seed {seed}: {string.Join('\n', converted.Diagnostics)}\n{text}");
            host.Write("/etc/supervisord.toml", converted.Files[0].Text);
            var after = ConfigLoader.Load("/etc/supervisord.toml", DaemonOptions.None, host);
            Assert.True(after.Spec is not null, $"seed {seed}: {string.Join('\n', after.Diagnostics)}\n{text}\n{converted.Files[0].Text}");
            Assert.True(before.Spec == after.Spec && before.Client == after.Client, $"seed {seed}:\n{text}\n{converted.Files[0].Text}");
        }
    }

    [Fact]
    public void A_config_of_several_generated_files_means_the_same_after_its_conversion()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var host = Several(seed);
            var before = ConfigLoader.Load(Source, DaemonOptions.None, host);
            if (before.Spec is null)
            {
                // Generated files may make two servers with one address of what each of them has.
                continue;
            }

            foreach (var withIncludes in (bool[])[true, false])
            {
                var converted = ConfigConverter.Convert(Source, withIncludes, host);
                Assert.True(converted.Files.Count == (withIncludes ? 4 : 1), $"seed {seed}: {string.Join('\n', converted.Diagnostics)}");
                var target = Several(seed);
                foreach (var file in converted.Files)
                {
                    target.Write("/etc/" + file.Target, file.Text);
                }

                var after = ConfigLoader.Load("/etc/supervisord.toml", DaemonOptions.None, target);
                Assert.True(
                    before.Spec == after.Spec && before.Client == after.Client,
                    $"seed {seed}: {string.Join('\n', after.Diagnostics)}\n{string.Join("\n----\n", converted.Files.Select(f => f.Text))}");
            }
        }
    }

    private static FakeConfigHost Several(int seed)
    {
        var random = new Random(seed);
        var host = Host();
        foreach (var name in (string[])["a.conf", "b.ini", "deep/c.conf"])
        {
            host.Write("/etc/conf.d/" + name, new IniGenerator(random).Generate());
        }

        host.Directories.Add("/etc/conf.d/deep");
        return host.Write(Source, new IniGenerator(random).Generate() + "[include]\nfiles = conf.d/*.conf conf.d/*.ini\n conf.d/*/c*\n");
    }

    private static FakeConfigHost Host()
    {
        var host = new FakeConfigHost();
        host.Variables["PLAIN"] = "plain";
        return host;
    }
}
