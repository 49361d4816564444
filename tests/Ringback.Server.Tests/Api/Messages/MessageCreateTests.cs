using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>Posting messages over a real socket.</summary>
public sealed class MessageCreateTests : IAsyncLifetime
{
    private const string Path = "/api/v1/app/shop/msg";
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(o => o.BodyLimit = 64 * 1024);
        (await _server.SendAsync("POST", Path, """{"eventType":"a","payload":{},"application":{"name":"Shop","uid":"shop"}}""")).Status.ShouldBe(202);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_message_is_accepted_and_shown_as_it_was_sent()
    {
        var answer = await _server.SendAsync("POST", Path, """
            {"eventType":"invoice.paid", "eventId":"e-1", "channels":["a:1","b+2","a:1"], "tags":["x/y#z"],
             "deliverAt":"2026-01-02T03:04:05.6+01:00", "payload": { "amount" : 1.50, "ünï": "\u0041\ud83d\ude00" }, "unknown":[{}]}
            """);

        answer.Status.ShouldBe(202);
        var (id, time) = IdAndTime(answer);
        answer.Body.ShouldBe(
            $$"""{"id":"{{id}}","eventId":"e-1","eventType":"invoice.paid","payload":{ "amount" : 1.50, "ünï": "\u0041\ud83d\ude00" },"channels":["a:1","b+2"],"tags":["x/y#z"],"timestamp":"{{time}}","deliverAt":"2026-01-02T02:04:05.600Z"}""");
        Ksuid.TryParse(id, "msg_", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_content_the_payload_is_left_out_and_what_is_not_given_is_null()
    {
        var answer = await _server.SendAsync("POST", Path + "/?with_content=false", """{"payload":{"a":1},"eventType":"t"}""");

        answer.Status.ShouldBe(202);
        var (id, time) = IdAndTime(answer);
        answer.Body.ShouldBe(
            $$"""{"id":"{{id}}","eventId":null,"eventType":"t","payload":{},"channels":null,"tags":null,"timestamp":"{{time}}","deliverAt":null}""");
    }

    [Fact]
    public async Task A_raw_payload_is_sent_in_the_place_of_the_json_one()
    {
        var answer = await _server.SendAsync("POST", Path, """
            {"eventType":"t","payload":{},"transformationsParams":{"rawPayload":"a=\"b\"&c","headers":{"Content-Type":"text/plain; charset=utf-8"}}}
            """);

        answer.Status.ShouldBe(202);
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("payload").GetProperty("rawPayload").GetString().ShouldBe("a=\"b\"&c");
    }

    [Theory]
    [InlineData("", "value_error.jsondecode")]
    [InlineData("""{"eventType":"t","payload":{},"payload":{}}""", "is given twice")]
    [InlineData("[]", """{"detail":[{"loc":["body"],"msg":"must be an object","type":"value_error"}]}""")]
    [InlineData("""{"eventType":null,"payload":null}""", """{"detail":[{"loc":["body","eventType"],"msg":"must not be null","type":"value_error"},{"loc":["body","payload"],"msg":"must not be null","type":"value_error"}]}""")]
    [InlineData("""{"eventType":"a b","payload":{}}""", "may contain only letters")]
    [InlineData("""{"eventType":"a\u0000","payload":{}}""", "may contain only letters")]
    [InlineData("""{"eventType":"t","payload":{},"eventId":"msg_x"}""", "may not begin with msg_")]
    [InlineData("""{"eventType":"t","payload":{},"channels":[]}""", "must not be empty")]
    [InlineData("""{"eventType":"t","payload":{},"deliverAt":"2999-01-01T00:00:00Z"}""", "must be earlier than the removal of the payload")]
    [InlineData("""{"eventType":"t","payload":{},"payloadRetentionPeriod":4}""", "must be 5 to 90")]
    [InlineData("""{"eventType":"t","payload":{},"transformationsParams":{"rawPayload":7}}""", """["body","transformationsParams","rawPayload"]""")]
    public async Task What_is_wrong_is_said(string body, string part)
    {
        var answer = await _server.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(422, answer.Body);
        if (part.StartsWith('{')) answer.Body.ShouldBe(part);
        else answer.Body.ShouldContain(part);
    }

    [Theory]
    [InlineData(62)]
    [InlineData(64)]
    [InlineData(512)]
    public async Task A_deep_payload_is_shown_byte_for_byte_by_itself_and_in_lists(int depth)
    {
        var payload = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);
        var made = await _server.SendAsync("POST", Path, $$"""{"eventType":"deep","eventId":"deep{{depth}}","payload":{{payload}}}""");
        made.Status.ShouldBe(202, made.Body);
        made.Body.ShouldContain(payload);
        (await _server.SendAsync("GET", $"{Path}/deep{depth}")).Body.ShouldContain(payload);
        (await _server.SendAsync("GET", Path + "?event_types=deep")).Body.ShouldContain(payload);
    }

    [Fact]
    public async Task Hostile_bodies_are_refused_without_harm()
    {
        var deep = """{"eventType":"t","payload":""" + string.Concat(Enumerable.Repeat("""{"a":""", 1000)) + "1" + new string('}', 1001);
        (await _server.SendAsync("POST", Path, deep)).Status.ShouldBe(422);
        var invalid = Encoding.UTF8.GetBytes("""{"eventType":"t","payload":{"a":"?"}}""");
        invalid[Array.IndexOf(invalid, (byte)'?')] = 0xff;
        (await _server.SendAsync("POST", Path, invalid)).Body.ShouldContain("not UTF-8");
        var large = $$$"""{"eventType":"t","payload":{"a":"{{{new string('x', 64 * 1024)}}}"}}""";
        (await _server.SendAsync("POST", Path, large)).Status.ShouldBe(413);
        (await _server.SendAsync("POST", Path, """{"eventType":"t","payload":{}}"""u8.ToArray(), ("Idempotency-Key", new string('k', 257)))).Status.ShouldBe(422);
        (await _server.SendAsync("POST", Path + "?with_content=perhaps", """{"eventType":"t","payload":{}}""")).Status.ShouldBe(422);
    }

    [Fact]
    public async Task An_event_id_is_unique_in_its_application()
    {
        const string Body = """{"eventType":"t","eventId":"once","payload":{}}""";
        (await _server.SendAsync("POST", Path, Body)).Status.ShouldBe(202);
        var second = await _server.SendAsync("POST", Path, Body);
        second.Status.ShouldBe(409);
        second.Body.ShouldContain("\"conflict\"");
        var other = Body[..^1] + ",\"application\":{\"name\":\"Other\",\"uid\":\"other\"}}";
        (await _server.SendAsync("POST", "/api/v1/app/other/msg", other)).Status.ShouldBe(202);
    }

    [Theory]
    [InlineData("auto_1c2f")]
    [InlineData("mine")]
    public async Task A_repeated_key_answers_the_first_message_and_keeps_no_second(string key)
    {
        var body = """{"eventType":"t","eventId":"k","payload":{"n":1}}"""u8.ToArray();
        var first = await _server.SendAsync("POST", Path, body, ("Idempotency-Key", key));
        var again = await _server.SendAsync("POST", Path + "/", body, ("Idempotency-Key", key));
        var other = await _server.SendAsync("POST", Path, """{"eventType":"t","payload":{"n":2}}"""u8.ToArray(), ("Idempotency-Key", key));

        first.Status.ShouldBe(202);
        (again.Status, again.Body).ShouldBe((202, first.Body));
        other.Status.ShouldBe(422);
        other.Body.ShouldContain("idempotency-key");
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_is_one_message()
    {
        var body = """{"eventType":"t","payload":{}}"""u8.ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _server.SendAsync("POST", Path, body, ("Idempotency-Key", "auto_many"))));

        answers.ShouldAllBe(answer => answer.Status == 202);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_inline_application_is_made_once_with_the_uid_of_the_path()
    {
        const string Body = """{"eventType":"t","payload":{},"application":{"name":"New","uid":"new","metadata":{"a":"b"},"rateLimit":7}}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _server.SendAsync("POST", "/api/v1/app/new/msg", Body)));

        answers.ShouldAllBe(answer => answer.Status == 202);
        var node = _server.Services.GetRequiredService<RingbackNode>();
        var organisation = node.Catalog.FindOrganisation(_server.Organisation.ToString(IdPrefix.Organisation))!;
        var application = node.Catalog.FindApplication(organisation, "new")!;
        (application.Name, application.ThrottleRate, application.Metadata["a"]).ShouldBe(("New", 7, "b"));
        (await _server.SendAsync("POST", $"/api/v1/app/{application.PublicId}/msg", Body)).Status.ShouldBe(202);
    }

    [Theory]
    [InlineData("nobody", """{"eventType":"t","payload":{}}""", 404)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":null}""", 404)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":{"name":""}}""", 422)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":{"name":"a","uid":"b"}}""", 422)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":{"name":"a"}}""", 422)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":{"name":"a","uid":null}}""", 422)]
    [InlineData("nobody", """{"eventType":"t","payload":{},"application":{"name":"a","uid":"nobody"}}""", 202)]
    [InlineData("app_2vEzxuyrZz8tGbY2xsvMWHj8OOv", """{"eventType":"t","payload":{},"application":{"name":"a"}}""", 404)]
    [InlineData("a%20b", """{"eventType":"t","payload":{},"application":{"name":"a"}}""", 404)]
    [InlineData("%00", """{"eventType":"t","payload":{}}""", 400)]
    public async Task An_application_that_is_not_there_is_named(string application, string body, int status)
    {
        var answer = await _server.SendAsync("POST", $"/api/v1/app/{application}/msg", body);
        answer.Status.ShouldBe(status, answer.Body);
    }

    [Fact]
    public async Task Only_the_organisation_posts_and_only_to_its_own()
    {
        const string Body = """{"eventType":"t","payload":{}}""";
        var issuer = _server.Services.GetRequiredService<TokenIssuer>();
        var ids = _server.Services.GetRequiredService<IdSource>();
        var node = _server.Services.GetRequiredService<RingbackNode>();
        var shop = node.Catalog.FindApplication(node.Catalog.FindOrganisation(_server.Organisation.ToString(IdPrefix.Organisation))!, "shop")!;

        _server.Use(issuer.Application(_server.Organisation, shop.Ksuid, new ApplicationGrant(TimeSpan.FromHours(1))));
        (await _server.SendAsync("POST", Path, Body)).Status.ShouldBe(403);
        _server.Use(issuer.Organisation(ids.Next()));
        (await _server.SendAsync("POST", Path, Body)).Status.ShouldBe(404);
        (await _server.SendAsync("POST", $"/api/v1/app/{shop.PublicId}/msg", Body)).Status.ShouldBe(404);
        _server.Use("nonsense");
        (await _server.SendAsync("POST", Path, Body)).Status.ShouldBe(401);
        _server.Use(null);
        (await _server.SendAsync("POST", Path, Body)).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", false)]
    [InlineData("zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("nonsense", false)]
    public async Task The_callers_trace_is_kept_when_it_is_one(string traceParent, bool kept)
    {
        var answer = await _server.SendAsync("POST", Path, """{"eventType":"t","payload":{}}"""u8.ToArray(), ("traceparent", traceParent));
        (await KeptAsync(answer)).TraceParent.ShouldBe(kept ? traceParent : null);
    }

    [Theory]
    [InlineData("""{"eventType":"t","payload":{}}""", null)]
    [InlineData("""{"eventType":"t","payload":{},"payloadRetentionPeriod":90}""", null)]
    [InlineData("""{"eventType":"t","payload":{},"payloadRetentionPeriod":5}""", 120)]
    [InlineData("""{"eventType":"t","payload":{},"payloadRetentionPeriod":5,"payloadRetentionHours":2}""", 2)]
    public async Task A_payload_is_kept_as_long_as_was_asked(string body, int? hours)
    {
        var message = await KeptAsync(await _server.SendAsync("POST", Path, body));
        (message.ExpiresAt - message.AcceptedAt).ShouldBe(hours * 3_600_000L);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData(""","headers":{"content-type":"text/csv"}""", "text/csv")]
    public async Task A_raw_payload_has_a_content_type(string headers, string type)
    {
        var message = await KeptAsync(await _server.SendAsync(
            "POST", Path, $$$"""{"eventType":"t","payload":{},"transformationsParams":{"rawPayload":"a,b"{{{headers}}} } }"""));
        (message.ContentType, Encoding.UTF8.GetString(message.Payload!.Value.Span)).ShouldBe((type, "a,b"));
    }

    [Fact]
    public async Task A_browsers_post_is_answered_alike_and_may_be_read()
    {
        var body = """{"eventType":"t","payload":{"n":1}}"""u8.ToArray();
        var first = await _server.SendAsync("POST", Path, body, ("Idempotency-Key", "auto_origin"));
        var again = await _server.SendAsync("POST", Path, body, ("Idempotency-Key", "auto_origin"), ("Origin", "https://example.com"));

        (again.Status, again.Body).ShouldBe((202, first.Body));
        again.Headers["Access-Control-Allow-Origin"].ShouldBe("*");
    }

    [Theory]
    [InlineData("GET", "/api/v1/app/shop/msgs", 404)]
    [InlineData("POST", "/api/v1/app//msg", 404)]
    [InlineData("POST", "/api/v1/app/a/b/msg", 404)]
    [InlineData("PATCH", "/api/v1/app/shop/msg", 405)]
    public async Task Other_addresses_are_not_taken_for_it(string method, string path, int status) =>
        (await _server.SendAsync(method, path, "{}")).Status.ShouldBe(status);

    private async Task<Message> KeptAsync(RunningServer.Answer answer)
    {
        answer.Status.ShouldBe(202, answer.Body);
        var node = _server.Services.GetRequiredService<RingbackNode>();
        var shop = node.Catalog.FindApplication(node.Catalog.FindOrganisation(_server.Organisation.ToString(IdPrefix.Organisation))!, "shop")!;
        return (await _server.Services.GetRequiredService<IMessageHistory>().FindAsync(shop.Id, IdAndTime(answer).Id, withPayload: true))!;
    }

    private static (string Id, string Time) IdAndTime(RunningServer.Answer answer)
    {
        var root = JsonDocument.Parse(answer.Body).RootElement;
        return (root.GetProperty("id").GetString()!, root.GetProperty("timestamp").GetString()!);
    }
}
