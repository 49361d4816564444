using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Api;
using Ringback.Testing;

namespace Ringback.Client.Tests.Api;

public sealed class RingbackClientTests
{
    private const string Stripe = """{"id":"src_1","type":"stripe","name":"Shop","uid":null,"ingestUrl":"http://h/in/t","metadata":{},"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00.5Z","new":{"field":1}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_path_s_segments_and_a_query_s_values_are_encoded()
    {
        using var server = new StubServer((HttpStatusCode.OK, """{"data":[],"iterator":null,"done":true}"""), (HttpStatusCode.NoContent, ""));
        var client = Client(server, "https://example.com/base");

        (await client.Runs.ListAsync("a/b?c", new RunFilter { Event = "evt&1", Status = "fail", After = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)) }, Stop).ToListAsync(Stop)).ShouldBeEmpty();
        await client.Sources.DeleteAsync("x#y", Stop);

        server.Requests.Select(r => $"{r.Method} {r.Uri}").ShouldBe(
        [
            "GET https://example.com/base/api/v1/source/a%2Fb%3Fc/run?event=evt%261&status=fail&after=2026-01-01T00%3A00%3A00.0000000Z",
            "DELETE https://example.com/base/ingest/api/v1/source/x%23y",
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(null)]
    public void What_would_be_another_path_is_no_id(string? id)
    {
        using var server = new StubServer();
        Should.Throw<ArgumentException>(() => Client(server).Sources.DeleteAsync(id!, Stop));
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_also_over_an_empty_one()
    {
        using var server = new StubServer(
            (HttpStatusCode.OK, $$"""{"data":[{{Stripe}}],"iterator":"src_1","done":false}"""),
            (HttpStatusCode.OK, """{"data":[],"iterator":"src_2","done":false}"""),
            (HttpStatusCode.OK, $$"""{"data":[{{Stripe}}],"iterator":"src_3","done":true}"""));

        var names = await Client(server).Sources.ListAsync(Stop).Select(source => source.Name).ToListAsync(Stop);

        names.ShouldBe(["Shop", "Shop"]);
        server.Requests.Select(r => new Uri(r.Uri).Query).ShouldBe(["", "?iterator=src_1", "?iterator=src_2"]);
    }

    [Fact]
    public async Task What_fails_in_passing_is_sent_again_by_the_same_key()
    {
        using var server = new StubServer((HttpStatusCode.ServiceUnavailable, ""), (HttpStatusCode.BadGateway, "<html>"), (HttpStatusCode.Created, Stripe));
        server.Failures.Enqueue(new HttpRequestException("connection refused"));

        var made = await Client(server).Sources.CreateAsync(new SourceInput { Type = "stripe", Name = "Shop", Config = new JsonObject { ["secret"] = "s" } }, cancellation: Stop);

        made.Id.ShouldBe("src_1");
        made.UpdatedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero));
        server.Requests.Count.ShouldBe(4);
        server.Requests.Select(r => r.Key).Distinct().ShouldHaveSingleItem().ShouldNotBeNull().ShouldStartWith("auto_");
        server.Requests.Select(r => r.Body).Distinct().ShouldHaveSingleItem().ShouldBe("""{"type":"stripe","name":"Shop","config":{"secret":"s"}}""");
    }

    [Fact]
    public async Task A_key_of_ones_own_is_sent_as_it_is()
    {
        using var server = new StubServer((HttpStatusCode.OK, """{"ingestUrl":"http://h/in/u"}"""));

        (await Client(server).Sources.RotateTokenAsync("src_1", "mine", Stop)).ShouldBe("http://h/in/u");

        server.Requests.ShouldHaveSingleItem().ShouldBe(("POST", "http://server/ingest/api/v1/source/src_1/token/rotate", "mine", null));
    }

    [Fact]
    public async Task When_retries_are_used_up_the_last_answer_counts()
    {
        using var server = new StubServer([.. Enumerable.Repeat((HttpStatusCode.ServiceUnavailable, """{"code":"service_unavailable","detail":"disk full"}"""), 4)]);

        var e = await Should.ThrowAsync<RingbackApiException>(() => Client(server).Sources.GetAsync("src_1", Stop));

        (e.Status, e.Code, e.Detail).ShouldBe((HttpStatusCode.ServiceUnavailable, "service_unavailable", "disk full"));
        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_cant_be_reached_is_said_as_HTTP_says_it()
    {
        using var server = new StubServer();
        for (var i = 0; i < 4; i++) server.Failures.Enqueue(new HttpRequestException("connection refused"));

        await Should.ThrowAsync<HttpRequestException>(() => Client(server).Sources.GetAsync("src_1", Stop));

        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_wait_that_the_server_asks_for_is_kept_unless_it_is_too_long()
    {
        using var server = new StubServer((HttpStatusCode.TooManyRequests, ""), (HttpStatusCode.OK, Stripe)) { RetryAfter = TimeSpan.FromSeconds(20) };
        var clock = new ManualTime();
        var getting = Client(server, configure: options => (options.Clock, options.LongestDelay) = (clock, TimeSpan.FromSeconds(30))).Sources.GetAsync("src_1", Stop);
        await Wait.ForAsync(() => clock.PendingTimers, timers => timers > 0);

        clock.Advance(TimeSpan.FromSeconds(19));
        server.Requests.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await getting).Id.ShouldBe("src_1");

        using var slow = new StubServer((HttpStatusCode.TooManyRequests, "")) { RetryAfter = TimeSpan.FromSeconds(31) };
        (await Should.ThrowAsync<RingbackApiException>(() => Client(slow, configure: options => options.LongestDelay = TimeSpan.FromSeconds(30)).Sources.GetAsync("src_1", Stop)))
            .Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData(404, """{"code":"not_found","detail":"Entity not found."}""", "not_found", "404 not_found: Entity not found.")]
    [InlineData(422, """{"detail":[{"loc":["body","config","secret"],"msg":"is missing","type":"value_error"},{"loc":["body","name"],"msg":"is missing","type":"value_error"}]}""", null, "422: body.config.secret: is missing; body.name: is missing")]
    [InlineData(500, "<html>proxy</html>", null, "500 : Internal Server Error")]
    [InlineData(403, "[]", null, "403 : Forbidden")]
    [InlineData(403, """{"detail":7}""", null, "403 : Forbidden")]
    public async Task A_refusal_says_what_the_server_said(int status, string body, string? code, string message)
    {
        using var server = new StubServer(((HttpStatusCode)status, body));

        var e = await Should.ThrowAsync<RingbackApiException>(() => Client(server).Operations.GetAsync("src_1", "op_1", Stop));

        e.Code.ShouldBe(code);
        e.Message.ShouldBe(message);
        e.Fields.Count.ShouldBe(status == 422 ? 2 : 0);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_operation_is_written_and_read_as_the_API_has_it()
    {
        const string Answer = """
            {"id":"op_1","uid":"pay","kind":"sql","description":"","disabled":false,"eventTypes":["invoice.paid"],
             "conditions":[{"pointer":"/data/currency","in":["eur","chf"]},{"pointer":"/livemode","equals":true},{"pointer":"/x","exists":false}],
             "retrySchedule":null,"throttleRate":null,"deliveryOrder":"any","whenExhausted":"skip","metadata":{},
             "sql":{"connection":"shop","statements":[{"sql":"update t set paid = 1 where id = @id","parameters":{"id":"/data/id"}}]},
             "http":null,"emit":null,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}
            """;
        using var server = new StubServer((HttpStatusCode.Created, Answer));
        var input = new OperationInput
        {
            Uid = "pay",
            EventTypes = ["invoice.paid"],
            Conditions = [new("/data/currency") { In = ["eur", "chf"] }, new("/livemode") { EqualTo = true }, new("/x") { Exists = false }],
            Sql = new SqlOperation
            {
                Connection = "shop",
                Statements = [new("update t set paid = 1 where id = @id", new Dictionary<string, string> { ["id"] = "/data/id" })],
            },
        };

        var made = await Client(server).Operations.CreateAsync("src_1", input, cancellation: Stop);

        JsonNode.DeepEquals(JsonNode.Parse(server.Requests[0].Body!), JsonNode.Parse("""
            {"uid":"pay","eventTypes":["invoice.paid"],
             "conditions":[{"pointer":"/data/currency","in":["eur","chf"]},{"pointer":"/livemode","equals":true},{"pointer":"/x","exists":false}],
             "sql":{"connection":"shop","statements":[{"sql":"update t set paid = 1 where id = @id","parameters":{"id":"/data/id"}}]}}
            """)).ShouldBeTrue(server.Requests[0].Body);
        made.Kind.ShouldBe("sql");
        made.Sql!.Statements[0].Parameters!["id"].ShouldBe("/data/id");
        made.Conditions[0].In!.Select(node => node.GetValue<string>()).ShouldBe(["eur", "chf"]);
        made.Conditions[1].EqualTo!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Runs_are_replayed_one_or_many()
    {
        using var server = new StubServer(
            (HttpStatusCode.Accepted, """{"status":"underWay"}"""),
            (HttpStatusCode.OK, """{"count":3,"more":false,"task":null}"""),
            (HttpStatusCode.Accepted, """{"count":3,"more":true,"task":{"id":"qtask_1","status":"running","task":"endpoint.recover","updatedAt":"2026-01-01T00:00:00Z"}}"""));
        var client = Client(server);
        var filter = new ReplayFilter { Since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Status = "fail" };

        (await client.Runs.ReplayAsync("src_1", "pay", "evt_1", force: true, cancellation: Stop)).ShouldBe(RunReplayStatus.UnderWay);
        (await client.Runs.PreviewReplayAsync("src_1", "pay", filter, Stop)).ShouldBe(new Replay(3, false, null));
        (await client.Runs.ReplayFailedAsync("src_1", "pay", filter, cancellation: Stop)).Task!.Id.ShouldBe("qtask_1");

        server.Requests.Select(r => $"{r.Uri} {r.Body}").ShouldBe(
        [
            """http://server/api/v1/source/src_1/event/evt_1/operation/pay/replay {"force":true}""",
            """http://server/api/v1/source/src_1/operation/pay/replay {"since":"2026-01-01T00:00:00+00:00","status":"fail","dryRun":true}""",
            """http://server/api/v1/source/src_1/operation/pay/replay {"since":"2026-01-01T00:00:00+00:00","status":"fail","dryRun":false}""",
        ]);
    }

    [Fact]
    public async Task An_expectation_is_written_and_read_as_the_API_has_it()
    {
        const string Answer = """
            {"id":"exp_1","key":"pay_123","status":"polling","fulfilledWhen":{"keyPointer":"/data/id","eventTypes":["payment.paid"],"conditions":[]},
             "deadline":"2026-01-01T00:00:00Z","lookBack":"90m","poll":{"url":"https://psp/pay_123","method":"GET","headers":["Authorization"],"body":null,"every":"30s",
             "until":{"statuses":[200],"conditions":[{"pointer":"/status","equals":"paid"}]},"event":{"type":"payment.paid","id":null,"payload":null,"naturalKey":null},
             "giveUpAfter":"7d","maxPolls":null},"rule":null,"polls":1,"nextPollAt":"2026-01-01T00:01:00Z","msgId":null,
             "attempts":[{"timestamp":"2026-01-01T00:00:30Z","durationMs":12,"statusCode":200,"outcome":"notYet","detail":"","response":"{}"}],
             "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}
            """;
        using var server = new StubServer((HttpStatusCode.Created, Answer), (HttpStatusCode.NoContent, ""));
        var client = Client(server);

        var made = await client.Expectations.CreateAsync("src_1", new ExpectationInput
        {
            Key = "pay_123",
            FulfilledWhen = new Fulfilment { KeyPointer = "/data/id", EventTypes = ["payment.paid"] },
            Within = TimeSpan.FromMinutes(90),
            Poll = new PollInput
            {
                Url = "https://psp/pay_123",
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer x" },
                Every = TimeSpan.FromSeconds(30),
                Until = new PollUntil { Conditions = [new("/status") { EqualTo = "paid" }] },
            },
        }, cancellation: Stop);
        await client.Expectations.CancelAsync("src_1", made.Id, Stop);

        JsonNode.DeepEquals(JsonNode.Parse(server.Requests[0].Body!), JsonNode.Parse("""
            {"key":"pay_123","fulfilledWhen":{"keyPointer":"/data/id","eventTypes":["payment.paid"]},"within":"90m",
             "poll":{"url":"https://psp/pay_123","headers":{"Authorization":"Bearer x"},"every":"30s","until":{"conditions":[{"pointer":"/status","equals":"paid"}]}}}
            """)).ShouldBeTrue(server.Requests[0].Body);
        made.LookBack.ShouldBe(TimeSpan.FromMinutes(90));
        made.Poll!.GiveUpAfter.ShouldBe(TimeSpan.FromDays(7));
        made.Attempts!.Single().Outcome.ShouldBe("notYet");
        server.Requests[1].Uri.ShouldBe("http://server/api/v1/source/src_1/expectation/exp_1");
    }

    [Fact]
    public void Without_a_server_or_a_token_there_is_no_client()
    {
        using var http = new HttpClient();
        Should.Throw<ArgumentException>(() => new RingbackClient(http, new RingbackClientOptions { Token = "t" })).Message.ShouldContain("Server");
        Should.Throw<ArgumentException>(() => new RingbackClient(http, new RingbackClientOptions { Server = new Uri("http://server") })).Message.ShouldContain("token");
    }

    [Fact]
    public async Task It_may_be_a_service()
    {
        using var server = new StubServer((HttpStatusCode.OK, Stripe));
        var services = new ServiceCollection();
        services.AddRingbackClient(options => (options.Server, options.Token) = (new Uri("http://server"), "token")).ConfigurePrimaryHttpMessageHandler(() => server);
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<RingbackClient>().Sources.GetAsync("src_1", Stop)).Id.ShouldBe("src_1");
    }

    private static RingbackClient Client(StubServer server, string url = "http://server", Action<RingbackClientOptions>? configure = null)
    {
        var options = new RingbackClientOptions { Server = new Uri(url), Token = "token", FirstDelay = TimeSpan.Zero };
        configure?.Invoke(options);
        return new RingbackClient(new HttpClient(server, disposeHandler: false), options);
    }
}
