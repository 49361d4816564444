using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Server.Auth;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>What was tried, shown and tried again, with a real receiver.</summary>
public sealed class AttemptsTests : ApiTest
{
    private const string App = "/api/v1/app/shop";
    private FakeReceiver _receiver = null!;
    private string _application = "";
    private string _good = "";
    private string _bad = "";

    private protected override void Configure(RingbackOptions options)
    {
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
        options.RetrySchedule = RetrySchedule.CreateFrom([TimeSpan.FromHours(1)]);
    }

    public override async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _receiver.On("/good", Replies.Status(201, "thanks"));
        _receiver.On("/bad", Replies.Status(503, "no \ud83d\ude00"));
        await base.InitializeAsync();
        _application = await ApplicationAsync("shop");
        await ApplicationAsync("other");
        _good = await EndpointAsync("shop", $"{_receiver.Url}good", ""","uid":"good" """);
        _bad = await EndpointAsync("shop", $"{_receiver.Url}bad", ""","uid":"bad" """);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_is_being_sent_is_shown_counted_and_found_as_sending()
    {
        var gate = new TaskCompletionSource();
        _receiver.On("/slow", Replies.When(gate.Task, Replies.Status(200)));
        await EndpointAsync("shop", $"{_receiver.Url}slow", ""","uid":"slow","deliveryOrder":"fifo" """);
        var first = (string)(await JsonAsync(202, "POST", App + "/msg", """{"eventType":"a","payload":{}}"""))["id"]!;
        var second = (string)(await JsonAsync(202, "POST", App + "/msg", """{"eventType":"a","payload":{}}"""))["id"]!;
        await _receiver.WaitForAsync(1, "/slow");

        (await StatesAsync("/endpoint/slow/msg?order=ascending")).ShouldBe([(first, 3), (second, 1)]);
        (await StatesAsync("/endpoint/slow/msg?status=3")).ShouldBe([(first, 3)]);
        (await StatesAsync("/endpoint/slow/msg?status=1")).ShouldBe([(second, 1)]);
        (await StatesAsync("/endpoint/slow/msg?status=3&event_types=other")).ShouldBeEmpty();
        (await DataAsync($"/msg/{first}/endpoint")).Single(row => (string)row!["uid"]! == "slow")!["status"]!.GetValue<int>().ShouldBe(3);
        (await DataAsync($"/msg/{second}/endpoint")).Single(row => (string)row!["uid"]! == "slow")!["status"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync(App + "/endpoint/slow/stats")).Body.ShouldBe("""{"success":0,"pending":1,"sending":1,"fail":0,"canceled":0}""");

        gate.SetResult();
        await EventuallyAsync(async () => (await StatesAsync("/endpoint/slow/msg?status=0")).Length == 2);
        (await StatesAsync("/endpoint/slow/msg?status=3")).ShouldBeEmpty();
        (await StatesAsync("/endpoint/slow/msg?status=1")).ShouldBeEmpty();
        // A delivery is on record a moment before it counts as landed.
        await Wait.ForAsync(
            async () => (await GetAsync(App + "/endpoint/slow/stats")).Body,
            static body => body == """{"success":2,"pending":0,"sending":0,"fail":0,"canceled":0}""");

        // What waits for its next try is pending, not sending.
        await EventuallyAsync(async () => (await StatesAsync("/endpoint/bad/msg?status=1")).Length == 2);
        (await StatesAsync("/endpoint/bad/msg?status=3")).ShouldBeEmpty();

        async Task<(string, int)[]> StatesAsync(string path) =>
            [.. (await DataAsync(path)).Select(row => ((string)row!["id"]!, (int)row["status"]!))];
    }

    [Fact]
    public async Task Attempts_are_shown_by_message_and_by_endpoint()
    {
        var id = await DeliveredAsync("""{"eventType":"a","payload":{"n":1}}""", attempts: 2);

        var ofBad = (await DataAsync($"/attempt/endpoint/{_bad}")).ShouldHaveSingleItem()!;
        Names(ofBad).ShouldBe(
            ["id", "msgId", "endpointId", "url", "response", "responseStatusCode", "responseDurationMs", "status", "statusText", "triggerType", "timestamp"]);
        ((string)ofBad["id"]!).ShouldMatch("^atmpt_[0-9A-Za-z]{27}$");
        ((string)ofBad["msgId"]!).ShouldBe(id);
        ((string)ofBad["endpointId"]!).ShouldBe(_bad);
        ((string)ofBad["url"]!).ShouldBe($"{_receiver.Url}bad");
        ((string)ofBad["response"]!).ShouldBe("no \ud83d\ude00");
        ((int)ofBad["responseStatusCode"]!, (int)ofBad["status"]!, (string)ofBad["statusText"]!, (int)ofBad["triggerType"]!).ShouldBe((503, 2, "fail", 0));

        var ofGood = (await DataAsync("/attempt/endpoint/good?with_msg=true")).ShouldHaveSingleItem()!;
        ((int)ofGood["status"]!, (string)ofGood["statusText"]!).ShouldBe((0, "success"));
        ofGood["msg"]!["payload"]!.ToJsonString().ShouldBe("""{"n":1}""");
        var bare = (await DataAsync("/attempt/endpoint/good?with_msg=true&with_content=false")).ShouldHaveSingleItem()!;
        ((string)bare["response"]!, bare["msg"]!["payload"]!.ToJsonString()).ShouldBe(("", "{}"));

        (await DataAsync($"/attempt/msg/{id}")).Count.ShouldBe(2);
        (await DataAsync($"/attempt/msg/{id}?endpoint_id=bad")).ShouldHaveSingleItem()!["id"]!.ToJsonString().ShouldBe(ofBad["id"]!.ToJsonString());
        (await GetAsync($"{App}/msg/{id}/attempt")).Body.ShouldBe((await GetAsync($"{App}/attempt/msg/{id}")).Body, "as older SDKs call it");
        (await GetAsync($"{App}/msg/{id}/endpoint/bad/attempt")).Body.ShouldBe((await GetAsync($"{App}/attempt/msg/{id}?endpoint_id=bad")).Body, "as older SDKs call it");
        var one = await JsonAsync(200, "GET", $"{App}/msg/{id}/attempt/{ofBad["id"]}");
        one.ToJsonString().ShouldBe(ofBad.ToJsonString());
    }

    [Theory]
    [InlineData("status=0", 0, 1)]
    [InlineData("status=2", 1, 0)]
    [InlineData("status=1", 0, 0)]
    [InlineData("status=4&expanded_statuses=true", 0, 0)]
    [InlineData("status_code_class=500", 1, 0)]
    [InlineData("status_code_class=200", 0, 1)]
    [InlineData("status_code_class=0", 0, 0)]
    [InlineData("event_types=a", 1, 1)]
    [InlineData("event_types=b", 0, 0)]
    [InlineData("channel=c", 1, 1)]
    [InlineData("tag=t", 1, 1)]
    [InlineData("tag=u", 0, 0)]
    [InlineData("before=2020-01-01T00:00:00Z", 0, 0)]
    [InlineData("after=2020-01-01T00:00:00Z", 1, 1)]
    public async Task Attempts_are_narrowed(string query, int bad, int good)
    {
        var id = await DeliveredAsync("""{"eventType":"a","channels":["c"],"tags":["t"],"payload":{}}""", attempts: 2);

        (await DataAsync($"/attempt/endpoint/bad?{query}")).Count.ShouldBe(bad);
        (await DataAsync($"/attempt/endpoint/good?{query}")).Count.ShouldBe(good);
        (await DataAsync($"/attempt/msg/{id}?{query}")).Count.ShouldBe(bad + good);
    }

    [Fact]
    public async Task The_messages_of_an_endpoint_and_the_endpoints_of_a_message_tell_how_it_went()
    {
        var id = await DeliveredAsync("""{"eventType":"a","eventId":"e","payload":{"n":1}}""", attempts: 2);

        var message = (await DataAsync("/endpoint/bad/msg")).ShouldHaveSingleItem()!;
        Names(message).ShouldBe(["id", "eventId", "eventType", "payload", "channels", "tags", "timestamp", "deliverAt", "status", "statusText", "nextAttempt"], ignoreOrder: true);
        ((string)message["id"]!, (int)message["status"]!, (string)message["statusText"]!).ShouldBe((id, 1, "pending"));
        DateTimeOffset.Parse((string)message["nextAttempt"]!, null).ShouldBeGreaterThan(DateTimeOffset.Parse((string)message["timestamp"]!, null));
        message["payload"]!.ToJsonString().ShouldBe("""{"n":1}""");
        (await DataAsync("/endpoint/bad/msg?status=1&with_content=false")).ShouldHaveSingleItem()!["payload"]!.ToJsonString().ShouldBe("{}");
        (await DataAsync("/endpoint/bad/msg?status=0")).ShouldBeEmpty();
        (await DataAsync("/endpoint/good/msg?status=0")).ShouldHaveSingleItem()!["nextAttempt"].ShouldBeNull();

        var destinations = await DataAsync("/msg/e/endpoint?order=ascending");
        destinations.Select(row => ((string)row!["id"]!, (string)row["statusText"]!, (string)row["uid"]!))
            .ShouldBe([(_good, "success", "good"), (_bad, "pending", "bad")]);
        foreach (var field in new[] { "url", "description", "disabled", "createdAt", "updatedAt", "status", "nextAttempt", "eventTypes", "version" })
            Names(destinations[0]!).ShouldContain(field);
    }

    [Fact]
    public async Task A_canceled_delivery_is_told_from_a_failed_one_when_asked_and_a_deleted_endpoint_is_still_named()
    {
        (await Server.SendAsync("PATCH", $"{App}/endpoint/bad", """{"disabled":true}""")).Status.ShouldBe(200);
        var id = await DeliveredAsync("""{"eventType":"a","payload":{}}""", attempts: 1);

        (await StatusesAsync("/endpoint/bad/msg")).ShouldBe(["2 fail"]);
        (await StatusesAsync("/endpoint/bad/msg?expanded_statuses=true")).ShouldBe(["4 canceled"]);
        (await StatusesAsync($"/msg/{id}/endpoint?expanded_statuses=true&order=ascending")).ShouldBe(["0 success", "4 canceled"]);

        (await Server.SendAsync("DELETE", $"{App}/endpoint/bad")).Status.ShouldBe(204);
        var gone = (await DataAsync($"/msg/{id}/endpoint?order=ascending"))[^1]!;
        ((string)gone["id"]!, (string)gone["url"]!, (bool)gone["disabled"]!).ShouldBe((_bad, "", true));
    }

    [Fact]
    public async Task An_expunged_attempt_says_so_in_place_of_its_response()
    {
        var id = await DeliveredAsync("""{"eventType":"a","payload":{}}""", attempts: 2);
        var attempt = (string)(await DataAsync("/attempt/endpoint/good"))[0]!["id"]!;

        (await Server.SendAsync("DELETE", $"{App}/msg/{id}/attempt/{attempt}/content")).Status.ShouldBe(204);

        ((string)(await JsonAsync(200, "GET", $"{App}/msg/{id}/attempt/{attempt}"))["response"]!).ShouldBe("EXPUNGED");
        foreach (var name in new[] { "nope", "atmpt_2vEzxuyrZz8tGbY2xsvMWHj8OOv", id, "%27" })
        {
            (await Server.SendAsync("DELETE", $"{App}/msg/{id}/attempt/{name}/content")).Status.ShouldBe(404);
            (await GetAsync($"{App}/msg/{id}/attempt/{name}")).Status.ShouldBe(404);
        }
    }

    [Fact]
    public async Task A_message_is_sent_once_more_and_only_once_for_a_key()
    {
        var id = await DeliveredAsync("""{"eventType":"a","payload":{"n":1}}""", attempts: 2);
        var path = $"{App}/msg/{id}/endpoint/good/resend";

        var first = await Server.SendAsync("POST", path, [], ("Idempotency-Key", "auto_1"));
        var again = await Server.SendAsync("POST", path, [], ("Idempotency-Key", "auto_1"));
        (first.Status, first.Body, again.Status, again.Body).ShouldBe((202, "{}", 202, "{}"));
        (await Server.SendAsync("POST", path, "{}"u8.ToArray(), ("Idempotency-Key", "auto_1"))).Status.ShouldBe(422);
        (await PostAsync(path)).Status.ShouldBe(202);

        var sent = await _receiver.WaitForAsync(3, "/good");
        sent.Select(request => request.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem().ShouldBe(id);
        await EventuallyAsync(async () => (await DataAsync("/attempt/endpoint/good")).Count == 3);
        (await DataAsync("/attempt/endpoint/good")).Select(row => (int)row!["triggerType"]!).ShouldBe([1, 1, 0]);
        _receiver.Requests.Count(request => request.Path == "/good").ShouldBe(3);
    }

    [Fact]
    public async Task A_message_is_not_delivered_before_its_time()
    {
        var at = DateTimeOffset.UnixEpoch.AddMilliseconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
        await JsonAsync(202, "POST", $"{App}/msg", $$$"""{"eventType":"late","deliverAt":"{{{at:O}}}","payload":{} }""");
        await DeliveredAsync("""{"eventType":"now","payload":{}}""", attempts: 2);

        var late = (await DataAsync("/endpoint/good/msg?event_types=late")).ShouldHaveSingleItem()!;
        ((string)late["statusText"]!, (string)late["nextAttempt"]!).ShouldBe(("pending", (string)late["deliverAt"]!));
        DateTimeOffset.Parse((string)late["deliverAt"]!, null).ShouldBe(at);
        (await DataAsync("/attempt/endpoint/good?event_types=late")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_raw_payload_arrives_as_it_was_given()
    {
        await DeliveredAsync("""{"eventType":"a","payload":{},"transformationsParams":{"rawPayload":"a;b\r\n","headers":{"content-type":"text/csv"}}}""", attempts: 2);

        var request = (await _receiver.WaitForAsync(1, "/good"))[0];
        (request.Headers["content-type"], System.Text.Encoding.UTF8.GetString(request.Body)).ShouldBe(("text/csv", "a;b\r\n"));
    }

    [Fact]
    public async Task What_can_not_be_sent_again_is_refused()
    {
        var id = await DeliveredAsync("""{"eventType":"a","payload":{}}""", attempts: 2);
        await JsonAsync(201, "POST", $"{App}/endpoint", """{"kind":"poller","uid":"poller"}""");
        (await Server.SendAsync("PATCH", $"{App}/endpoint/bad", """{"disabled":true}""")).Status.ShouldBe(200);

        (await PostAsync($"{App}/msg/{id}/endpoint/bad/resend")).Status.ShouldBe(400);
        (await PostAsync($"{App}/msg/{id}/endpoint/poller/resend")).Status.ShouldBe(400);
        (await PostAsync($"{App}/msg/{id}/endpoint/nope/resend")).Status.ShouldBe(404);
        (await PostAsync($"{App}/msg/nope/endpoint/good/resend")).Status.ShouldBe(404);
        (await Server.SendAsync("DELETE", $"{App}/msg/{id}/content")).Status.ShouldBe(204);
        var expired = await PostAsync($"{App}/msg/{id}/endpoint/good/resend");
        (expired.Status, (string)JsonNode.Parse(expired.Body)!["code"]!).ShouldBe((400, "missing_payload"));
    }

    [Fact]
    public async Task Parameters_are_checked_and_others_see_nothing()
    {
        var id = await DeliveredAsync("""{"eventType":"a","payload":{}}""", attempts: 2);
        string[] lists =
        [
            $"{App}/attempt/endpoint/good", $"{App}/attempt/msg/{id}", $"{App}/endpoint/good/msg",
            $"{App}/msg/{id}/attempt", $"{App}/msg/{id}/endpoint/good/attempt",
        ];
        foreach (var list in lists)
        {
            foreach (var query in new[] { "status=5", "status=-1", "status=a", "limit=300", "iterator=x", "channel=%20", "before=x", "expanded_statuses=2" })
                (await GetAsync($"{list}?{query}")).Status.ShouldBe(422, $"{list} {query}");
        }
        (await GetAsync($"{lists[0]}?status_code_class=201")).Status.ShouldBe(422);
        (await GetAsync($"{lists[1]}?endpoint_id=nope")).Status.ShouldBe(404);
        (await GetAsync($"{App}/msg/{id}/endpoint/nope/attempt")).Status.ShouldBe(404);
        (await GetAsync($"{App}/msg/{id}/endpoint?iterator=msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv")).Status.ShouldBe(422);
        string[] all = [.. lists, $"{App}/msg/{id}/endpoint"];
        foreach (var path in all) (await GetAsync(path.Replace("/shop/", "/other/"))).Status.ShouldBe(404, path);

        UseApplication(_application, Capability.ViewBase);
        foreach (var path in all) (await GetAsync(path)).Status.ShouldBe(200, path);
        (await PostAsync($"{App}/msg/{id}/endpoint/good/resend")).Status.ShouldBe(403);
        UseApplication(_application);
        (await PostAsync($"{App}/msg/{id}/endpoint/good/resend")).Status.ShouldBe(202);
        (await Server.SendAsync("DELETE", $"{App}/msg/{id}/attempt/x/content")).Status.ShouldBe(403);
        UseOtherOrganisation();
        foreach (var path in all) (await GetAsync(path.Replace("/shop/", $"/{_application}/"))).Status.ShouldBe(404, path);
        (await PostAsync($"/api/v1/app/{_application}/msg/{id}/endpoint/{_good}/resend")).Status.ShouldBe(404);
    }

    /// <summary>Posts a message and waits until so many attempts are on record and none flies: an attempt is on record a moment before it counts as landed.</summary>
    private async Task<string> DeliveredAsync(string body, int attempts)
    {
        var id = (string)(await JsonAsync(202, "POST", $"{App}/msg", body))["id"]!;
        await EventuallyAsync(async () => (await DataAsync($"/attempt/msg/{id}")).Count == attempts
            && (await DataAsync($"/msg/{id}/endpoint")).All(static row => (int)row!["status"]! != 3));
        return id;
    }

    private async Task<JsonArray> DataAsync(string path) => (await JsonAsync(200, "GET", App + path))["data"]!.AsArray();

    private async Task<List<string>> StatusesAsync(string path) => [.. (await DataAsync(path)).Select(row => $"{row!["status"]} {row["statusText"]}")];
}
