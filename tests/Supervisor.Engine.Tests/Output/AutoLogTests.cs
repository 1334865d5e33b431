using Supervisor.Engine.Output;
using Supervisor.Posix;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Output;

public sealed class AutoLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_named_after_the_process_and_private()
    {
        var path = AutoLog.NewPath(_folder.Path, "web_00", "stdout", "supervisor");

        Assert.Equal(Errno.None, AutoLog.Create(path));
        Assert.Matches("^web_00-stdout---supervisor-[a-z0-9_]{8}\\.log$", Path.GetFileName(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.NotEqual(path, AutoLog.NewPath(_folder.Path, "web_00", "stdout", "supervisor"));
    }

    [Fact]
    public void A_file_that_somebody_else_put_there_is_not_taken_for_ours()
    {
        var path = _folder.Write("planted.log", "");

        Assert.Equal(Errno.EEXIST, AutoLog.Create(path));
    }

    [Fact]
    public void A_sweep_deletes_the_logs_of_this_identifier_only()
    {
        string[] ours = ["web-stdout---super-ab12_xyz.log", "web-stderr---super-ab12_xyz.log.1", "w---super-x.log.1234"];
        string[] others =
        [
            "web-stdout---other-ab12_xyz.log", "---super-x.log", "web-stdout---super-.log", "web---super-x.log.12345", "web---super-x.log.gz",
            "web---super-x y.log", "web.log",
        ];
        foreach (var name in ours.Concat(others)) _folder.Write(name, "");

        Assert.Empty(AutoLog.Sweep(_folder.Path, "super"));

        Assert.Equal(others.Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_read_is_told() => Assert.Single(AutoLog.Sweep(_folder["nowhere"], "super"));
}
