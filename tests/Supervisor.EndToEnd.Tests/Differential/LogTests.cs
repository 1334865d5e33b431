namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Reading and clearing logs.</summary>
public sealed class LogTests : DifferentialTest
{
    [Fact]
    public Task Tail_and_clear_do_the_same() => SameAsync(
        Pair.All,
        async run =>
        {
            await run.StartAsync("""
                [program:talk]
                command=/bin/sh -c "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; echo grüße; echo oops >&2; exec cat"
                startsecs=0
                stdout_logfile=DIR/talk.out
                stderr_logfile=DIR/talk.err
                [program:mute]
                command=/bin/cat
                startsecs=0
                stdout_logfile=DIR/mute.out
                stderr_logfile=NONE
                [program:late]
                command=/bin/cat
                autostart=false
                stdout_logfile=DIR/late.out
                [group:g]
                programs=mute
                """);
            await run.HasAsync("talk.err", "oops");
            await run.HasAsync("talk.out", "grüße");
            await run.ReachesAsync("g:mute", "RUNNING");
            foreach (string command in (string[])
                [
                    "tail talk", "tail -20 talk", "tail -1 talk", "tail -100000 talk", "tail -0 talk", "tail talk stderr", "tail -3 talk stderr", "tail talk stdout", "tail g:mute",
                    "tail g:mute stderr", "tail late", "tail zz", "tail g:*", "tail mute", "clear talk", "tail talk", "tail talk stderr", "clear zz", "clear late", "clear g:mute zz",
                ])
                await run.Ctl(command);
            await run.Ctl("tail -f zz");
            await run.Ctl("tail -f talk nowhere");
            await run.Ctl("tail -f zz:zz stderr");
            await run.Ctl("clear all", anyOrder: true);
            await run.Ctl("stop talk");
            await run.Ctl("clear talk");
            run.NoteFile("talk.out");
        },
        new Known("$ tail -f zz", Part.Both, CannotRead("/logtail/zz/stdout", "there is no process zz"), Why),
        new Known("$ tail -f zz", Part.Ctl, CannotRead("/logtail/zz/stdout", "there is no log at /logtail/zz%3Azz/stdout (HTTP status 404)"), Why),
        new Known("$ tail -f zz:zz stderr", Part.Both, CannotRead("/logtail/zz:zz/stderr", "there is no process zz"), Why),
        new Known("$ tail -f zz:zz stderr", Part.Ctl, CannotRead("/logtail/zz:zz/stderr", "there is no log at /logtail/zz%3Azz/stderr (HTTP status 404)"), Why));

    private static string CannotRead(string path, string reason) =>
        $"exit 0\n==> Press Ctrl-C to exit <==\n--- stderr ---\nunix://DIR/s.sock{path} Cannot read, status code 404\nerror: {reason}\n";

    private const string Why = "`tail -f` and `maintail -f` say why a log cannot be followed.";
}
