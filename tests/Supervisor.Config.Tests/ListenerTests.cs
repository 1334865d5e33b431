using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Events;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class ListenerTests
{
    private static GroupSpec Pool(string keys) =>
        Loading.Spec($"[eventlistener.mail]\ncommand = 'mail'\n{keys}").Roster.Groups.Single(group => group.Name == "mail");

    [Fact]
    public void A_listener_is_a_program_and_its_processes_are_a_pool_that_starts_first()
    {
        var pool = Pool("events = 'process_state, TICK_60'\nnumprocs = 2\n");
        Assert.Equal(-1, pool.Priority);
        Assert.Equal(["mail:mail_00", "mail:mail_01"], pool.Processes.Select(process => process.Name.ToString()));
        Assert.All(pool.Processes, process => Assert.True(process.IsEventListener));
        Assert.All(pool.Processes, process => Assert.Equal(999, process.Priority));
        Assert.Equal(new EventPoolSpec { Events = [EventType.ProcessState, EventType.Tick60], BufferSize = 10 }, pool.Pool);
    }

    [Fact]
    public void All_keys_of_a_pool_are_taken()
    {
        var pool = Pool("events = ['EVENT', 'TICK', 'event']\nbuffer_size = 500\npriority = 7\npayload_length = 'characters'\nresult_handler = 'supervisor_stdout:event_handler'\n");
        Assert.Equal(7, pool.Priority);
        Assert.Equal(
            new EventPoolSpec
            {
                Events = [EventType.Any, EventType.Tick],
                BufferSize = 500,
                LengthInCharacters = true,
                ResultHandling = ResultHandling.PrefixedStdout,
            },
            pool.Pool);
    }

    [Fact]
    public void A_listener_inherits_nothing_from_the_defaults_of_programs()
    {
        var pool = Loading.Spec("[program-default]\nredirect_stderr = true\n[eventlistener.a]\ncommand = 'x'\nevents = 'EVENT'\n").Roster.Groups.Single();
        Assert.False(pool.Processes[0].RedirectStderr);
    }

    [Theory]
    [InlineData("", "1:1: error: [eventlistener.mail] section requires an \"events\" line")]
    [InlineData("events = ''", "3:1: error: [eventlistener.mail] section requires an \"events\" line")]
    [InlineData("events = 'TICK,PROCESS_STATE_EXITTED'", "3:10: error: Unknown event type PROCESS_STATE_EXITTED in [eventlistener.mail] events; did you mean `PROCESS_STATE_EXITED`?")]
    [InlineData("events = 'EVENT'\nbuffer_size = 0", "4:1: error: [eventlistener.mail] section sets invalid buffer_size (0)")]
    [InlineData("events = 'EVENT'\nbuffer_size = 'x'", "4:15: error: invalid value for `buffer_size`: not a whole number: \"x\"")]
    [InlineData("events = 'EVENT'\nresult_handler = 'my.mod:f'", "4:18: error: invalid value for `result_handler`: my.mod:f is Python code, which cannot be loaded here; there are supervisor.dispatchers:default_handler and supervisor_stdout:event_handler")]
    [InlineData("events = 'EVENT'\npayload_length = 'words'", "4:18: error: invalid value for `payload_length`: \"words\" is neither \"bytes\" nor \"characters\"")]
    [InlineData("events = 'EVENT'\nredirect_stderr = true", "4:19: error: [eventlistener.mail] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol")]
    [InlineData("events = 'EVENT'\nevent = 'x'", "4:1: error: unknown key `event` in [eventlistener.mail]; did you mean `events`?")]
    public void A_wrong_value_is_reported_at_its_place(string keys, string finding) =>
        Assert.Equal(finding, Loading.Finding($"[eventlistener.mail]\ncommand = 'mail'\n{keys}\n"));

    [Fact]
    public void A_listener_needs_a_command() =>
        Assert.Equal("1:1: error: [eventlistener.a] does not specify a command", Loading.Finding("[eventlistener.a]\nevents = 'EVENT'\n"));

    [Fact]
    public void A_listener_and_a_program_of_one_name_are_an_error() =>
        Assert.Equal(
            "3:1: error: event listener a would be a group of the same name as another one; name one of them otherwise",
            Loading.Finding("[program.a]\ncommand = 'x'\n[eventlistener.a]\ncommand = 'x'\nevents = 'EVENT'\n"));

    [Theory]
    [InlineData("stdout_capture_maxbytes = '1MB'")]
    [InlineData("stdout_events_enabled = true")]
    [InlineData("stdout_syslog = true")]
    [InlineData("stdout_journal = true")]
    public void What_has_no_effect_on_the_protocol_channel_is_said(string key)
    {
        var findings = Loading.Findings($"[eventlistener.a]\ncommand = 'x'\nevents = 'EVENT'\n{key}\n");
        Assert.Contains(findings, finding => finding.Contains(
            $"warning: For [eventlistener.a], {key.Split(' ')[0]} has no effect: the stdout of a listener speaks the protocol", StringComparison.Ordinal));
    }

    [Fact]
    public void Members_of_a_group_cannot_be_listeners() =>
        Assert.Contains("names unknown program or fcgi-program a", Loading.Finding("[eventlistener.a]\ncommand = 'x'\nevents = 'EVENT'\n[group.g]\nprograms = 'a'\n"), StringComparison.Ordinal);
}
