using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Endpoints;

/// <summary><c>/operational-webhook/endpoint</c> with a real receiver.</summary>
public sealed class OperationalWebhooksTests : ApiTest
{
    private const string Many = "/api/v1/operational-webhook/endpoint";
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
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Operational_endpoints_are_managed_like_others()
    {
        (await GetAsync(Many)).Body.ShouldBe("""{"data":[],"iterator":null,"prevIterator":null,"done":true}""");
        await JsonAsync(404, "GET", One);
        var made = await JsonAsync(201, "POST", Many, """{"url":"https://example.com","uid":"one","eventTypes":["endpoint.created"],"headers":{"X-A":"1"}}""");
        made["eventTypes"]!.ToJsonString().ShouldBe("""["endpoint.created"]""");
        ((string)made["id"]!).ShouldMatch("^ep_[0-9A-Za-z]{27}$");
        (await JsonAsync(200, "GET", One)).ToJsonString().ShouldBe(made.ToJsonString());
        (await JsonAsync(200, "GET", Many))["data"]!.AsArray().Count.ShouldBe(1);
        ((bool)(await JsonAsync(200, "PUT", One, """{"url":"https://example.com","disabled":true}"""))["disabled"]!).ShouldBeTrue();
        var secret = (string)(await JsonAsync(200, "GET", One + "/secret"))["key"]!;
        await JsonAsync(204, "POST", One + "/secret/rotate", "{}");
        ((string)(await JsonAsync(200, "GET", One + "/secret"))["key"]!).ShouldNotBe(secret);
        await JsonAsync(204, "PUT", One + "/headers", """{"headers":{"Authorization":"x"}}""");
        (await GetAsync(One + "/headers")).Body.ShouldBe("""{"headers":{},"sensitive":["Authorization"]}""");
        await JsonAsync(204, "DELETE", One);
        await JsonAsync(404, "GET", One);

        // The application behind them is nobody's to see.
        (await JsonAsync(200, "GET", "/api/v1/app"))["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"url":"https://example.com","eventTypes":["invoice.paid"]}""", "eventTypes")]
    [InlineData("""{"kind":"poller"}""", "kind")]
    [InlineData("""{"url":"https://example.com","channels":["a"]}""", "channels")]
    [InlineData("""{"url":"nope"}""", "url")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await PostAsync(Many, body);
        answer.Status.ShouldBe(422, answer.Body);
        JsonNode.Parse(answer.Body)!["detail"]![0]!["loc"]![1]!.ToString().ShouldBe(field);
    }

    [Fact]
    public async Task They_tell_what_happens_to_endpoints()
    {
        await JsonAsync(201, "POST", Many, $$"""{"url":"{{_receiver.Url}}op","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","deliveryOrder":"fifo"}""");
        var application = await ApplicationAsync("acme");
        var endpoint = await EndpointAsync("acme", more: ""","uid":"one" """);
        await JsonAsync(200, "PATCH", "/api/v1/app/acme/endpoint/one", """{"disabled":true}""");
        await JsonAsync(204, "POST", "/api/v1/app/acme/endpoint/one/secret/rotate", "{}");
        await JsonAsync(204, "DELETE", "/api/v1/app/acme/endpoint/one");
        await JsonAsync(404, "DELETE", "/api/v1/app/acme/endpoint/one");
        await JsonAsync(409, "POST", "/api/v1/app", """{"name":"x","uid":"acme"}""");

        var requests = await _receiver.WaitForAsync(4);
        var bodies = requests.Select(request => JsonNode.Parse(request.Text)!).ToArray();
        bodies.Select(body => (string)body["type"]!).ShouldBe(["endpoint.created", "endpoint.updated", "endpoint.updated", "endpoint.deleted"]);
        bodies[0]["data"]!.ToJsonString().ShouldBe($$"""{"appId":"{{application}}","appUid":"acme","endpointId":"{{endpoint}}","endpointUid":"one"}""");
        requests[0].Verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").ShouldBe(SignatureCheck.Valid);
    }

    [Fact]
    public async Task They_tell_what_happens_to_deliveries()
    {
        await JsonAsync(201, "POST", Many, $$"""{"url":"{{_receiver.Url}}op","eventTypes":["message.attempt.exhausted"]}""");
        await ApplicationAsync("acme");
        _receiver.On("/hook", Replies.Status(500));
        await EndpointAsync("acme", $"{_receiver.Url}hook");
        var message = await JsonAsync(202, "POST", "/api/v1/app/acme/msg", """{"eventType":"a","payload":{}}""");
        var told = await _receiver.WaitForAsync(1, "/op");
        var body = JsonNode.Parse(told[0].Text)!;
        ((string)body["type"]!).ShouldBe("message.attempt.exhausted");
        ((string)body["data"]!["msgId"]!).ShouldBe((string)message["id"]!);
    }

    [Theory]
    [InlineData("50ms,50ms,50ms,50ms,50ms,50ms", 4)]
    [InlineData("50ms,50ms,50ms,50ms", 4)]
    [InlineData("50ms,50ms", 2)]
    [InlineData("50ms", 1)]
    public async Task A_delivery_whose_retries_run_out_is_failing_before_it_is_exhausted(string schedule, int failing)
    {
        await JsonAsync(201, "POST", Many, $$"""{"url":"{{_receiver.Url}}op","deliveryOrder":"fifo"}""");
        var application = await ApplicationAsync("acme");
        await JsonAsync(201, "POST", "/api/v1/event-type", $$"""{"name":"a","description":"","retrySchedule":"{{schedule}}"}""");
        _receiver.On("/hook", Replies.Status(503));
        var endpoint = await EndpointAsync("acme", $"{_receiver.Url}hook");
        var message = await JsonAsync(202, "POST", "/api/v1/app/acme/msg", """{"eventType":"a","eventId":"e_1","payload":{}}""");
        var bodies = (await _receiver.WaitForAsync(3, "/op")).Select(request => JsonNode.Parse(request.Text)!).ToArray();
        bodies.Select(body => (string)body["type"]!).ShouldBe(["endpoint.created", "message.attempt.failing", "message.attempt.exhausted"]);

        var attempts = (await JsonAsync(200, "GET", $"/api/v1/app/acme/attempt/msg/{message["id"]}?order=ascending"))["data"]!.AsArray();
        attempts.Count.ShouldBe(schedule.Split(',').Length + 1);
        foreach (var (body, attempt) in new[] { (bodies[1], attempts[failing - 1]!), (bodies[2], attempts[^1]!) })
        {
            var data = body["data"]!;
            Names(data).ShouldBe(["appId", "appUid", "endpointId", "endpointUid", "msgId", "msgEventId", "lastAttempt"]);
            ((string)data["appId"]!, (string)data["endpointId"]!, (string)data["msgId"]!, (string)data["msgEventId"]!)
                .ShouldBe((application, endpoint, (string)message["id"]!, "e_1"));
            Names(data["lastAttempt"]!).ShouldBe(["id", "responseStatusCode", "timestamp"]);
            ((string)data["lastAttempt"]!["id"]!).ShouldBe((string)attempt["id"]!);
            ((int)data["lastAttempt"]!["responseStatusCode"]!).ShouldBe(503);
        }
    }

    [Fact]
    public async Task Deleting_an_application_or_a_source_tells_of_each_of_its_endpoints()
    {
        await JsonAsync(201, "POST", Many, $$"""{"url":"{{_receiver.Url}}op","eventTypes":["endpoint.deleted"]}""");
        await ApplicationAsync("acme");
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Shop","uid":"shop"}""");
        string[] made =
        [
            await EndpointAsync("acme"),
            await EndpointAsync("acme", more: ""","disabled":true"""),
            (string)(await JsonAsync(201, "POST", "/ingest/api/v1/source/shop/endpoint", """{"url":"https://example.com"}"""))["id"]!,
        ];
        await JsonAsync(204, "DELETE", "/api/v1/app/acme");
        await JsonAsync(404, "DELETE", "/api/v1/app/acme");
        await JsonAsync(204, "DELETE", "/ingest/api/v1/source/shop");
        var told = (await _receiver.WaitForAsync(3, "/op")).Select(request => (string)JsonNode.Parse(request.Text)!["data"]!["endpointId"]!);
        told.ShouldBe(made, ignoreOrder: true);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_application_with_very_many_endpoints_is_deleted_in_steps_and_tells_of_each()
    {
        const int Count = 1203;
        await JsonAsync(201, "POST", Many, $$"""{"url":"{{_receiver.Url}}op","eventTypes":["endpoint.deleted"]}""");
        await ApplicationAsync("acme");
        for (var i = 0; i < Count; i++) await EndpointAsync("acme");
        await JsonAsync(204, "DELETE", "/api/v1/app/acme");
        await JsonAsync(404, "GET", "/api/v1/app/acme");
        var told = await _receiver.WaitForAsync(Count, "/op");
        told.Select(request => (string)JsonNode.Parse(request.Text)!["data"]!["endpointId"]!).Distinct().Count().ShouldBe(Count);
    }

    [Fact]
    public async Task Only_the_organisation_itself_may()
    {
        await JsonAsync(201, "POST", Many, """{"url":"https://example.com","uid":"one"}""");
        var application = await ApplicationAsync();
        UseOtherOrganisation();
        await JsonAsync(404, "GET", One);
        await JsonAsync(404, "DELETE", One);
        (await JsonAsync(200, "GET", Many))["data"]!.AsArray().ShouldBeEmpty();
        UseApplication(application);
        await JsonAsync(403, "GET", Many);
        await JsonAsync(403, "POST", Many, """{"url":"https://example.com"}""");
        await JsonAsync(403, "GET", One + "/secret");
    }
}
