using System.Text.RegularExpressions;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Listeners that reject, die, and break the protocol: what they hear again, and what the main log says of them.</summary>
public sealed partial class ListenerTests : DifferentialTest
{
    // Every event that it hears is a line in its file.
    private const string Listener = """
        import os, sys, time
        kind, file = sys.argv[1:]
        def say(text):
            os.write(1, text.encode())
        def hear():
            headers = dict(pair.split(':') for pair in sys.stdin.readline().split())
            payload = sys.stdin.read(int(headers['len']))
            with open(file, 'a') as out: out.write(payload.replace('\n', '|') + '\n')
            return payload
        first = not os.path.exists(file)
        open(file, 'a').close()
        if kind == 'noisy': say('NOISE not ready\n')
        elif kind == 'eager': say('READY\nREADY\n')
        elif kind != 'mute': say('READY\n')
        if kind == 'fails':
            hear(); say('RESULT 4\nFAIL'); say('READY\n')
            hear(); say('RESULT 2\nOK')
        elif kind == 'odd':
            hear(); say('RESULT x\nOK')
        elif kind == 'glued':
            hear(); say('RESULT 2\nOKREADY\n')
            hear(); say('RESULT 2\nOKREADY\n')
        elif kind == 'word':
            hear(); say('XXXXXX 2\nOKREADY\n')
            hear(); say('RESULT2\n'); say('OK')
        elif kind == 'pieces':
            for _ in range(2):
                hear()
                for piece in ('RES', 'ULT ', '2', '\n', 'O', 'K', 'REA', 'DY', '\n'): say(piece); time.sleep(0.02)
        elif kind == 'dies':
            hear()
            if first: os._exit(3)
            say('RESULT 2\nOKREADY\n')
        elif kind == 'empty':
            hear(); say('RESULT 3\nO\nK')
        time.sleep(1000)
        """;

    private static readonly string[] Kinds = ["noisy", "eager", "mute", "fails", "odd", "glued", "word", "pieces", "dies", "empty"];

    [Fact]
    public Task Odd_listeners_are_treated_alike() => SameAsync(
        Pair.Daemons,
        async run =>
        {
            run.Write("listener.py", Listener);
            // In supervisord a rejected event goes to all pools with a process of the same priority.
            await run.StartAsync(string.Concat(Kinds.Select((kind, i) => $"""
                [eventlistener:{kind}]
                command=/usr/bin/python3 DIR/listener.py {kind} DIR/{kind}.heard
                events=REMOTE_COMMUNICATION
                buffer_size=3
                priority={i + 1}
                startsecs=0
                startretries=100

                """)));
            foreach (string kind in Kinds)
                await run.ReachesAsync(kind, "RUNNING");
            // What is said before a listener runs may be dropped, so everybody has to be there.
            foreach (string kind in Kinds)
                await Testing.Eventually.IsTrueAsync(() => File.Exists(run[$"{kind}.heard"]), kind);
            foreach (string unknown in (string[])["noisy", "eager"])
                await run.LogsAsync($"{unknown}: has entered the UNKNOWN state");
            await SendAsync("one");
            await run.HasAsync("fails.heard", "one", times: 2);
            await run.LogsAsync("odd: has entered the UNKNOWN state");
            await run.HasAsync("dies.heard", "one", times: 2);
            await run.LogsAsync("empty: event was rejected");
            await SendAsync("two");
            foreach (string kind in (string[])["glued", "word", "pieces"])
                await run.HasAsync($"{kind}.heard", "two");
            await run.LogsAsync("word: has entered the UNKNOWN state");
            foreach (string more in (string[])["three", "four", "five"])
                await SendAsync(more);
            await run.LogsAsync("pool mute event buffer overflowed", times: 2);
            foreach (string kind in Kinds)
            {
                run.NoteFile($"{kind}.heard");
                run.Note(kind, string.Concat(run.MainLog.Split('\n')
                    .Where(line => Level().IsMatch(line) && line.Split(' ', ':', '\'').Contains(kind)).Select(line => Event().Replace(line, "event N") + "\n")));
            }

            Task SendAsync(string text) => run.Python("sent " + text, ApiTests.Connect + $"call('supervisor.sendRemoteCommEvent', 'kind', '{text}')\n");
        });

    [GeneratedRegex(" (WARN|ERRO|CRIT) ")]
    private static partial Regex Level();

    [GeneratedRegex(@"event \d+")]
    private static partial Regex Event();
}
