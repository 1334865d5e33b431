using Supervisor.Core.Specs;
using Supervisor.Daemon.Logging;
using Supervisor.Testing;

namespace Supervisor.Daemon.Tests.Logging;

public sealed class MainLogFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _complaints = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_at_its_limit_becomes_the_first_backup_and_the_oldest_goes()
    {
        using var log = Open(maxBytes: 10, backups: 2);

        foreach (var line in (string[])["first 10 b\n", "second 10 \n", "third 10 b\n", "rest\n"]) log.Write(line);

        Assert.Equal("rest\n", File.ReadAllText(_folder["main.log"]));
        Assert.Equal("third 10 b\n", File.ReadAllText(_folder["main.log.1"]));
        Assert.Equal("second 10 \n", File.ReadAllText(_folder["main.log.2"]));
        Assert.False(File.Exists(_folder["main.log.3"]));
    }

    [Fact]
    public void Without_backups_the_file_starts_anew_at_its_limit()
    {
        using var log = Open(maxBytes: 10, backups: 0);

        log.Write("first 10 b\n");
        log.Write("rest\n");

        Assert.Equal("rest\n", File.ReadAllText(_folder["main.log"]));
        Assert.False(File.Exists(_folder["main.log.1"]));
    }

    [Fact]
    public void A_limit_of_zero_never_rotates()
    {
        using var log = Open(maxBytes: 0, backups: 2);

        for (var i = 0; i < 100; i++) log.Write("0123456789\n");

        Assert.Equal(1100, new FileInfo(_folder["main.log"]).Length);
    }

    [Fact]
    public void After_a_rename_the_old_file_is_written_until_it_is_reopened()
    {
        using var log = Open(maxBytes: 0, backups: 0);
        log.Write("one\n");
        File.Move(_folder["main.log"], _folder["moved.log"]);
        log.Write("two\n");

        log.Reopen();
        log.Write("three\n");

        Assert.Equal("one\ntwo\n", File.ReadAllText(_folder["moved.log"]));
        Assert.Equal("three\n", File.ReadAllText(_folder["main.log"]));
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_said_once_and_comes_back()
    {
        using var log = Open(maxBytes: 0, backups: 0);
        File.Delete(_folder["main.log"]);
        Directory.CreateDirectory(_folder["main.log"]);
        log.Reopen();
        log.Write("lost\n");
        log.Write("lost too\n");

        Assert.Single(_complaints);
        Assert.Contains("Is a directory", log.Problem, StringComparison.Ordinal);

        Directory.Delete(_folder["main.log"]);
        log.Write("written\n");

        Assert.Null(log.Problem);
        Assert.Equal("written\n", File.ReadAllText(_folder["main.log"]));
        Assert.Contains("can be written again", _complaints[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_cannot_be_opened_at_the_start_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(_folder["main.log"]);

        var error = Assert.Throws<IOException>(() => Open(maxBytes: 0, backups: 0));

        Assert.Equal($"cannot open log {_folder["main.log"]}: Is a directory", error.Message);
    }

    [Fact]
    public void Clearing_starts_a_new_file()
    {
        using var log = Open(maxBytes: 0, backups: 0);
        log.Write("old\n");

        log.Clear();
        log.Write("new\n");

        Assert.Equal("new\n", File.ReadAllText(_folder["main.log"]));
    }

    [Fact]
    public void Clearing_did_remove_the_null_device()
    {
        // A link stands for it, which would be removed just so.
        File.CreateSymbolicLink(_folder["main.log"], "/dev/null");
        using var log = Open(maxBytes: 0, backups: 0);

        log.Clear();

        Assert.Equal("/dev/null", new FileInfo(_folder["main.log"]).LinkTarget);
    }

    private MainLogFile Open(long maxBytes, int backups) => new(
        new DaemonSpec
        {
            LogFile = _folder["main.log"],
            LogMaxBytes = maxBytes,
            LogBackups = backups,
            PidFile = _folder["pid"],
            ChildLogDirectory = _folder.Path,
        },
        _complaints.Add);
}
