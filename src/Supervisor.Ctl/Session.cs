using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Input;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl;

/// <summary>One run of supervisorctl: the server it talks to, where it writes, and the exit code so far.</summary>
internal sealed class Session : IDisposable
{
    private ClientSettings _settings;
    private bool _speaksXmlRpc;
    private bool _isSettled;

    public Session(ClientSettings settings, TextOutput output, TextOutput errors, IUserInput input)
    {
        _settings = settings;
        Client = Connect();
        Output = output;
        Errors = errors;
        Input = input;
    }

    /// <summary>The server, in JSON until it turns out that it speaks XML-RPC only.</summary>
    public IControlClient Client { get; private set; }

    public TextOutput Output { get; }

    public TextOutput Errors { get; }

    public IUserInput Input { get; }

    /// <summary>The last error wins; success never resets it.</summary>
    public int ExitCode { get; set; }

    public ControlEndpoint Endpoint => _settings.Endpoint;

    public string ServerUrl => _settings.Endpoint.Url;

    public bool Interactive => _settings.Interactive;

    /// <summary>Whether this command prints JSON.</summary>
    public bool Json { get; set; }

    /// <summary>Talks to another server from now on, with the same credentials.</summary>
    public void Open(ControlEndpoint endpoint)
    {
        _speaksXmlRpc = _isSettled = false;
        Use(_settings with { Endpoint = endpoint });
    }

    public void Authenticate(ControlCredentials credentials) => Use(_settings with { Credentials = credentials });

    /// <summary>Whether a failed call may still be answered, in XML-RPC: what is there knows no JSON, and was not asked otherwise yet.</summary>
    public bool MayTurn(ControlError error) => error.Failure == ControlFailure.NotThisApi && !_isSettled;

    /// <summary>The server has answered in the way that it is spoken to.</summary>
    public void Settle() => _isSettled = true;

    /// <summary>Speaks XML-RPC from now on, if the server does: then it is a supervisord in Python.</summary>
    public async Task<bool> TurnToXmlRpcAsync(CancellationToken cancellationToken)
    {
        Settle();
        var client = new XmlRpcControlClient(_settings.Endpoint, _settings.Credentials);
        try
        {
            await client.GetInfoAsync(cancellationToken);
        }
        catch (ControlException e) when (e.Error.Failure != ControlFailure.Answered)
        {
            client.Dispose();
            return false;
        }

        Client.Dispose();
        (Client, _speaksXmlRpc) = (client, true);
        return true;
    }

    public void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        Output.Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type));
        Output.Line("");
    }

    /// <summary>Says that a command failed: as <paramref name="line"/>, or as a problem document.</summary>
    public void Fail(int exitCode, string line, Problem problem)
    {
        ExitCode = exitCode;
        if (Json)
            WriteJson(problem, WireJson.Default.Problem);
        else
            Output.Line(line);
    }

    /// <summary>Says that a call failed in a way that the command has no words of its own for.</summary>
    public void Fail(ControlError error) => Fail(Ctl.ExitCode.Generic, $"error: {error.Message}", error.ToProblem());

    public void Dispose() => Client.Dispose();

    private void Use(ClientSettings settings)
    {
        Client.Dispose();
        _settings = settings;
        Client = Connect();
    }

    private IControlClient Connect() => _speaksXmlRpc
        ? new XmlRpcControlClient(_settings.Endpoint, _settings.Credentials)
        : new ControlClient(_settings.Endpoint, _settings.Credentials);
}
