using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Server.Auth;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Endpoints;

/// <summary><c>…/recover</c>, <c>…/replay-missing</c>, <c>…/bulk-replay</c>, <c>…/stats</c> and <c>…/send-example</c> with a real receiver.</summary>
public sealed class EndpointReplayTests : ApiTest
{
    private const string Many = "/api/v1/app/acme/endpoint";
    private const string One = Many + "/one";
    private FakeReceiver _receiver = null!;

    private protected override void Configure(RingbackOptions options)
    {
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
        options.RetrySchedule = RetrySchedule.None;
    }

    public override async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        await base.InitializeAsync();
        await ApplicationAsync("acme");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_failed_is_recovered_and_counted()
    {
        _receiver.On("/hook", Replies.Status(500), Replies.Status(500), Replies.Ok);
        await EndpointAsync("acme", $"{_receiver.Url}hook", ""","uid":"one" """);
        await PostMessageAsync();
        await PostMessageAsync();
        await StatsAsync(success: 0, fail: 2);

        var task = await JsonAsync(202, "POST", One + "/recover", """{"since":"SINCE"}""".Replace("SINCE", Ago(1)));
        Names(task).ShouldBe(["id", "status", "task", "updatedAt"]);
        ((string)task["id"]!).ShouldMatch("^qtask_[0-9A-Za-z]{27}$");
        ((string)task["status"]!).ShouldBe("running");
        ((string)task["task"]!).ShouldBe("endpoint.recover");
        await _receiver.WaitForAsync(4);
        await StatsAsync(success: 2, fail: 2);
    }

    [Fact]
    public async Task What_was_never_sent_is_replayed()
    {
        await PostMessageAsync();
        await EndpointAsync("acme", $"{_receiver.Url}hook", ""","uid":"one" """);
        var task = await JsonAsync(202, "POST", One + "/replay-missing", """{"since":"SINCE"}""".Replace("SINCE", Ago(1)));
        ((string)task["task"]!).ShouldBe("endpoint.replay");
        await _receiver.WaitForAsync(1);
        await StatsAsync(success: 1, fail: 0);
    }

    [Fact]
    public async Task Whatever_a_filter_matches_is_replayed()
    {
        await EndpointAsync("acme", $"{_receiver.Url}hook", ""","uid":"one" """);
        await PostMessageAsync("a");
        var wanted = await PostMessageAsync("b");
        await StatsAsync(success: 2, fail: 0);
        var body = """{"since":"SINCE","eventTypes":["b"],"status":0,"statusCodeClass":200}""".Replace("SINCE", Ago(1));
        var task = await JsonAsync(202, "POST", One + "/bulk-replay", body);
        ((string)task["task"]!).ShouldBe("endpoint.bulk-replay");
        await _receiver.WaitForAsync(3);
        _receiver.Requests[2].Header("webhook-id").ShouldBe((string)wanted["id"]!);
    }

    [Fact]
    public async Task The_same_key_starts_one_task()
    {
        await EndpointAsync("acme", $"{_receiver.Url}hook", ""","uid":"one" """);
        var body = System.Text.Encoding.UTF8.GetBytes("""{"since":"SINCE"}""".Replace("SINCE", Ago(1)));
        (string, string) key = ("Idempotency-Key", "k");
        var first = await Server.SendAsync("POST", One + "/recover", body, key);
        var second = await Server.SendAsync("POST", One + "/recover", body, key);
        second.Status.ShouldBe(202);
        JsonNode.Parse(second.Body)!["id"]!.ToString().ShouldBe(JsonNode.Parse(first.Body)!["id"]!.ToString());
    }

    [Theory]
    [InlineData("recover", """{}""", "since")]
    [InlineData("recover", """{"since":"yesterday"}""", "since")]
    [InlineData("recover", """{"since":"2020-01-01T00:00:00Z"}""", "since")]
    [InlineData("recover", """{"since":"2090-01-02T00:00:00Z","until":"2090-01-01T00:00:00Z"}""", "until")]
    [InlineData("replay-missing", """{"since":5}""", "since")]
    [InlineData("bulk-replay", """{"since":"2026-01-01T00:00:00Z","status":5}""", "status")]
    [InlineData("bulk-replay", """{"since":"2026-01-01T00:00:00Z","statusCodeClass":201}""", "statusCodeClass")]
    [InlineData("bulk-replay", """{"since":"2026-01-01T00:00:00Z","channel":"a b"}""", "channel")]
    [InlineData("send-example", """{"eventType":""}""", "eventType")]
    [InlineData("send-example", """{"eventType":"a","exampleIndex":-1}""", "exampleIndex")]
    public async Task What_is_wrong_is_named(string operation, string body, string field)
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        var answer = await PostAsync($"{One}/{operation}", body);
        answer.Status.ShouldBe(422, answer.Body);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
        foreach (var hostile in new[] { "{", "[]", "\"\\ud800\"", new string('[', 9999) })
            (await PostAsync($"{One}/{operation}", hostile)).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Nothing_is_replayed_to_a_disabled_endpoint()
    {
        await EndpointAsync("acme", more: ""","uid":"one","disabled":true""");
        await JsonAsync(400, "POST", One + "/recover", """{"since":"SINCE"}""".Replace("SINCE", Ago(1)));
    }

    [Theory]
    [InlineData("since=2020-01-01T00:00:00Z")]
    [InlineData("since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z")]
    [InlineData("since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z")]
    [InlineData("until=soon")]
    public async Task Spans_of_statistics_are_checked(string query)
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        (await GetAsync(One + "/stats?" + query)).Status.ShouldBe(422);
    }

    [Fact]
    public async Task An_example_goes_to_this_endpoint_alone()
    {
        await JsonAsync(201, "POST", "/api/v1/event-type", """
            {"name":"invoice.paid","description":"","schemas":{"1":{"type":"object","properties":{"old":{}}},"2":{"type":"object","properties":
             {"id":{"type":"string","format":"uuid"},"amount":{"type":"integer","minimum":5},"lines":{"type":"array","items":{"$ref":"#/$defs/line"}}},
             "$defs":{"line":{"type":"object","properties":{"text":{"type":"string"}}}}}}}
            """);
        await EndpointAsync("acme", $"{_receiver.Url}one", ""","uid":"one","channels":["none"]""");
        await EndpointAsync("acme", $"{_receiver.Url}two");
        var message = await JsonAsync(202, "POST", One + "/send-example", """{"eventType":"invoice.paid"}""");
        Names(message).ShouldBe(["id", "eventId", "eventType", "payload", "channels", "tags", "timestamp", "deliverAt"]);
        message["payload"]!.ToJsonString().ShouldBe(
            """{"id":"00000000-0000-4000-8000-000000000000","amount":5,"lines":[{"text":"string"}]}""");
        await StatsAsync(success: 1, fail: 0);
        _receiver.Requests.Select(request => request.Path).ShouldBe(["/one"]);
        _receiver.Requests[0].Header("webhook-id").ShouldBe((string)message["id"]!);
    }

    [Fact]
    public async Task A_ping_is_sent_though_nobody_made_its_event_type()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        var ping = await JsonAsync(202, "POST", One + "/send-example", """{"eventType":"svix.ping"}""");
        ((string)ping["eventType"]!).ShouldBe("svix.ping");
        ping["payload"]!.ToJsonString().ShouldBe("""{"success":true}""");
    }

    [Fact]
    public async Task Without_a_schema_there_is_no_example()
    {
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await EventTypeAsync("bare");
        (await PostAsync(One + "/send-example", """{"eventType":"bare"}""")).Body.ShouldContain("invalid_scheme");
        await JsonAsync(400, "POST", One + "/send-example", """{"eventType":"bare"}""");
        await JsonAsync(404, "POST", One + "/send-example", """{"eventType":"no.such"}""");
    }

    [Fact]
    public async Task Others_find_nothing_and_viewers_may_not()
    {
        var since = """{"since":"SINCE"}""".Replace("SINCE", Ago(1));
        await EndpointAsync("acme", more: ""","uid":"one" """);
        await EventTypeAsync("bare");
        var application = (string)(await JsonAsync(200, "GET", "/api/v1/app/acme"))["id"]!;
        UseApplication(application, Capability.ViewBase);
        await JsonAsync(200, "GET", One + "/stats");
        foreach (var operation in new[] { "recover", "replay-missing", "bulk-replay", "send-example" })
            await JsonAsync(403, "POST", $"{One}/{operation}", since);
        UseOtherOrganisation();
        await JsonAsync(404, "GET", One + "/stats");
        foreach (var operation in new[] { "recover", "replay-missing", "bulk-replay" })
            await JsonAsync(404, "POST", $"{One}/{operation}", since);
        await JsonAsync(404, "POST", One + "/send-example", """{"eventType":"bare"}""");
    }

    private Task<JsonNode> PostMessageAsync(string type = "a") => JsonAsync(202, "POST", "/api/v1/app/acme/msg", $$$"""{"eventType":"{{{type}}}","payload":{"x":1}}""");

    private async Task StatsAsync(int success, int fail)
    {
        JsonNode stats = new JsonObject();
        await EventuallyAsync(async () =>
        {
            stats = await JsonAsync(200, "GET", One + "/stats");
            Names(stats).ShouldBe(["success", "pending", "sending", "fail", "canceled"]);
            return (int)stats["success"]! + (int)stats["fail"]! >= success + fail;
        });
        ((int)stats["success"]!, (int)stats["fail"]!).ShouldBe((success, fail));
    }

    private static string Ago(int days) =>
        TimeProvider.System.GetUtcNow().AddDays(-days).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
