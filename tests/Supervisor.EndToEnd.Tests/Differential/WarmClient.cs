using System.Diagnostics;
using System.Text.Json.Nodes;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>
/// The original's supervisorctl, many times in a row. Python takes as long to start as all that a command does, so it is started and has
/// loaded the client once, and forks for each command. A command still is a process that begins with the client's own <c>main</c>.
/// </summary>
internal sealed class WarmClient : IDisposable
{
    private const string Script = """
        import io, json, os, sys, tempfile
        from supervisor import supervisorctl
        import http.client, xmlrpc.client
        for line in sys.stdin:
            asked = json.loads(line)
            files = [tempfile.TemporaryFile() for _ in range(3)]
            files[0].write(asked['input'].encode()); files[0].seek(0)
            pid = os.fork()
            if pid == 0:
                for number, file in enumerate(files): os.dup2(file.fileno(), number)
                sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, 'w', closefd=False), open(2, 'w', closefd=False)
                sys.argv = [supervisorctl.__file__] + asked['words']
                code = 1
                try: supervisorctl.main(); code = 0
                except SystemExit as end: code = end.code if isinstance(end.code, int) else 0
                except BaseException: sys.excepthook(*sys.exc_info())
                sys.stdout.flush(); sys.stderr.flush()
                os._exit(code)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            for file in files: file.seek(0)
            print(json.dumps([code, files[1].read().decode(), files[2].read().decode()]), flush=True)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _python;

    public WarmClient(IReadOnlyDictionary<string, string?> environment, string directory)
    {
        _python = Process.Start(Command.StartInfo([DebianSupervisor.Python, "-c", Script], environment, directory))!;
        _python.ErrorDataReceived += (_, _) => { };
        _python.BeginErrorReadLine();
    }

    public async Task<CommandResult> RunAsync(string input, IReadOnlyList<string> words)
    {
        var asked = new JsonObject { ["input"] = input, ["words"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };
        await _python.StandardInput.WriteLineAsync(asked.ToJsonString());
        await _python.StandardInput.FlushAsync();
        string line = await _python.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"the client broke off: {string.Join(' ', words)}");
        JsonArray answer = JsonNode.Parse(line)!.AsArray();
        return new CommandResult((int)answer[0]!, (string)answer[1]!, (string)answer[2]!);
    }

    /// <summary>Ends it; what it may have forked carries the mark of its run and is ended by that.</summary>
    public void Dispose()
    {
        if (!_python.HasExited) _python.Kill();
        _python.WaitForExit();
        _python.Dispose();
    }
}
