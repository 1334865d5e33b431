using System.Text.Json;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The JSON API as a client without our library sees it.</summary>
public sealed class ApiTests : EndToEndTest
{
    private const string Programs = """
        [program.web]
        command = ["sleep", "1000"]
        startsecs = 0
        """;

    [Fact]
    public async Task A_process_has_supervisords_field_names()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        var (status, body) = await daemon.Control.JsonAsync(HttpMethod.Get, "/v1/processes/web/web");

        Assert.Equal(200, status);
        Assert.Equal(
            [
                "description", "exitstatus", "group", "name", "now", "pid", "retries", "spawnerr", "start", "state", "statename",
                "stderr_logfile", "stdout_logfile", "stop", "warnings",
            ],
            body.EnumerateObject().Select(property => property.Name).Order());
    }

    [Theory]
    [InlineData("GET", "/v1/processes/zz/zz", 404, "no_such_process")]
    [InlineData("POST", "/v1/processes/zz/zz/start", 404, "no_such_process")]
    [InlineData("POST", "/v1/groups/zz/start", 404, "no_such_group")]
    [InlineData("POST", "/v1/groups/web/add", 409, "already_added")]
    [InlineData("POST", "/v1/groups/web/remove", 409, "still_running")]
    [InlineData("POST", "/v1/processes/web/web/start", 409, "already_started")]
    [InlineData("POST", "/v1/processes/web/web/signal/NOPE", 400, "bad_signal")]
    [InlineData("GET", "/v1/processes?limit=0", 400, "bad_request")]
    [InlineData("GET", "/v1/processes?limit=5&after=web", 400, "bad_request")]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("DELETE", "/v1/info", 405, "method_not_allowed")]
    public async Task Errors_are_problem_documents_with_a_code(string method, string path, int status, string code)
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        using var response = await daemon.Control.SendAsync(new HttpMethod(method), path);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((status, code), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_brief_list_has_what_a_table_of_states_shows_and_its_pages_are_brief_too()
    {
        var daemon = await StartAsync(Programs + "\n[program.zoo]\ncommand = [\"sleep\", \"1000\"]\n");
        await daemon.ReachesAsync("web", "RUNNING");
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, "/v1/processes?brief=true&limit=1");
        var first = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement[0];

        Assert.Equal(["group", "name", "description", "state", "statename"], first.EnumerateObject().Select(field => field.Name));
        using var whole = await daemon.Control.SendAsync(HttpMethod.Get, "/v1/processes?limit=1");
        var full = JsonDocument.Parse(await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement[0];
        foreach (var field in first.EnumerateObject().Where(field => field.Name != "description"))
            Assert.Equal(full.GetProperty(field.Name).ToString(), field.Value.ToString());
        Assert.Contains("brief=true", Assert.Single(response.Headers.GetValues("Link")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?brief=true")]
    public async Task A_list_of_plain_and_odd_processes_is_one_document_that_says_of_each_what_asking_for_it_says(string query)
    {
        var daemon = await StartAsync(Programs + """

            [program.broken]
            command = ["/nowhere/<\"odd\">"]
            startretries = 0
            [program."o'dd+ü"]
            command = ["sleep", "1000"]
            startsecs = 0
            """);
        await daemon.ReachesAsync("broken", "FATAL");
        await daemon.ReachesAsync("o'dd+ü", "RUNNING");
        await daemon.ReachesAsync("web", "RUNNING");
        var (_, list) = await daemon.Control.JsonAsync(HttpMethod.Get, "/v1/processes" + query);

        Assert.Equal(["broken", "o'dd+ü", "web"], list.EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        foreach (var one in list.EnumerateArray())
        {
            var name = Uri.EscapeDataString(one.GetProperty("name").GetString()!);
            var (_, asked) = await daemon.Control.JsonAsync(HttpMethod.Get, $"/v1/processes/{name}/{name}");
            foreach (var field in one.EnumerateObject().Where(field => field.Name is not ("now" or "description")))
                Assert.Equal(asked.GetProperty(field.Name).ToString(), field.Value.ToString());
        }

        var (_, none) = await daemon.Control.JsonAsync(HttpMethod.Get, $"/v1/processes?group=nobody{query.Replace('?', '&')}");
        Assert.Equal(0, none.GetArrayLength());
    }

    [Fact]
    public async Task Whoever_is_answered_first_finds_every_process()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            numprocs = 300
            """);

        // The harness went on with the first answer that there was.
        Assert.Equal(300, (await daemon.Control.ProcessesAsync()).Count);
        Assert.Equal("RUNNING", (await daemon.Control.InfoAsync()).StateName);
    }

    [Fact]
    public async Task Without_waiting_a_start_is_answered_at_once()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = ["sleep", "1000"]
            autostart = false
            startsecs = "1h"
            """);
        var (status, _) = await daemon.Control.PostAsync("/v1/processes/slow/slow/start?wait=false");

        Assert.Equal(200, status);
        await daemon.ReachesAsync("slow", "STARTING");
    }

    [Fact]
    public async Task Events_tell_what_happens_from_now_on()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, "/v1/events", streaming: true);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await daemon.Control.OperateAsync("web", "stop");

        var states = new List<string>();
        while (states.LastOrDefault() != "STOPPED")
        {
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            if (line!.StartsWith("data: ", StringComparison.Ordinal)) states.Add(JsonDocument.Parse(line[6..]).RootElement.GetProperty("to").GetString()!);
        }

        Assert.Equal(["STOPPING", "STOPPED"], states);
    }

    [Fact]
    public async Task The_API_is_described()
    {
        var daemon = await StartAsync("");
        var (status, body) = await daemon.Control.JsonAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(200, status);
        Assert.StartsWith("3.", body.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(body.GetProperty("paths").TryGetProperty("/v1/processes/{group}/{name}", out _));
    }

    [Fact]
    public async Task Changing_commands_are_logged_with_who_asked()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        await daemon.Control.OperateAsync("web", "stop");

        await daemon.LogsAsync($"(pid {Environment.ProcessId}) requested POST /v1/processes/web/web/stop");
    }
}
