using Supervisor.Engine.Children;
using Supervisor.Keeper;

namespace Supervisor.Engine.Tests.Children;

public sealed class SpawnFailureTextTests
{
    [Theory]
    [InlineData(SpawnStage.Directory, 2, "/srv/x", "chdir /srv/x: no such file or directory")]
    [InlineData(SpawnStage.Exec, 13, "/srv/run", "exec /srv/run: permission denied")]
    [InlineData(SpawnStage.Exec, 8, "/srv/run", "exec /srv/run: exec format error")]
    [InlineData(SpawnStage.User, 0, "nosuch", "user nosuch: there is no such user")]
    [InlineData(SpawnStage.UserId, 1, "www", "setuid to www: operation not permitted")]
    [InlineData(SpawnStage.ExecStage, 0, "/proc/self/exe", "exec stage /proc/self/exe: it ended without a word")]
    [InlineData(SpawnStage.Pipes, 24, "web", "pipe: too many open files")]
    public void The_daemons_log_says_which_stage_failed_and_why(SpawnStage stage, int errno, string subject, string reason) =>
        Assert.Equal(reason, SpawnFailureText.ToStartFailure(new SpawnFailure(stage, errno, subject), "web").Reason);

    [Theory]
    [InlineData(SpawnStage.Pipes, 24, "too many open files to spawn 'web'")]
    [InlineData(SpawnStage.Fork, 11, "Too many processes in process table to spawn 'web'")]
    [InlineData(SpawnStage.Fork, 12, "unknown error during fork for 'web': ENOMEM")]
    public void Clients_get_supervisords_text_where_it_has_one(SpawnStage stage, int errno, string text) =>
        Assert.Equal(text, SpawnFailureText.ToStartFailure(new SpawnFailure(stage, errno, "web"), "web").SpawnError);

    [Theory]
    [InlineData(SpawnStage.Directory, 2, "/x", "supervisor: couldn't chdir to /x: ENOENT\nsupervisor: child process was not spawned\n")]
    [InlineData(SpawnStage.Exec, 8, "/x", "supervisor: couldn't exec /x: ENOEXEC\nsupervisor: child process was not spawned\n")]
    [InlineData(SpawnStage.User, 1, "500", "supervisor: couldn't setuid to 500: Can't drop privilege as nonroot user\nsupervisor: child process was not spawned\n")]
    [InlineData(SpawnStage.Fork, 11, "/x", "")]
    public void The_programs_log_has_what_supervisord_writes_there(SpawnStage stage, int errno, string subject, string note) =>
        Assert.Equal(note, SpawnFailureText.ForProgramLog(new SpawnFailure(stage, errno, subject)));
}
