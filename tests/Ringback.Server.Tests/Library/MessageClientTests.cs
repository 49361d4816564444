using System.Net;
using System.Text.Json.Nodes;
using Ringback.Client.Api;
using Ringback.Testing;

namespace Ringback.Server.Tests.Library;

/// <summary>Messages and attempts: what the library sends arrives, and what came of it is read.</summary>
public sealed class MessageClientTests : LibraryTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Library.Applications.CreateAsync(new ApplicationInput { Name = "Acme", Uid = "acme" }, cancellation: Stop);
    }

    [Fact]
    public async Task A_message_is_sent_once_read_listed_and_its_payload_removed()
    {
        await EndpointAsync("main");
        var input = new MessageInput
        {
            EventType = "invoice.paid",
            EventId = "invoice-7-paid",
            Payload = new JsonObject { ["invoice"] = 7, ["for"] = "Zoë" },
            Tags = ["q1"],
            Channels = ["eu"],
            PayloadRetention = TimeSpan.FromDays(30),
        };

        var sent = await Library.Messages.SendAsync("acme", input, "sent-once", Stop);
        (await Library.Messages.SendAsync("acme", input, "sent-once", Stop)).Id.ShouldBe(sent.Id);
        sent.Payload.EnumerateObject().ShouldBeEmpty();
        var arrived = (await Receiver.WaitForAsync(1)).Single();
        arrived.Header("webhook-id").ShouldBe(sent.Id);
        JsonNode.DeepEquals(JsonNode.Parse(arrived.Body), input.Payload).ShouldBeTrue();

        var read = await Library.Messages.GetAsync("acme", "invoice-7-paid", cancellation: Stop);
        (read.Id, read.EventType, read.EventId, read.DeliverAt).ShouldBe((sent.Id, "invoice.paid", "invoice-7-paid", null));
        read.Payload.GetProperty("for").GetString().ShouldBe("Zoë");
        read.Channels.ShouldBe(["eu"]);
        read.Tags.ShouldBe(["q1"]);
        (await Library.Messages.GetAsync("acme", sent.Id, withContent: false, Stop)).Payload.EnumerateObject().ShouldBeEmpty();

        var later = await Library.Messages.SendAsync("acme", new MessageInput { EventType = "b", Payload = [], DeliverAt = DateTimeOffset.UtcNow.AddHours(1) }, cancellation: Stop);
        later.DeliverAt!.Value.ShouldBeGreaterThan(later.Timestamp);
        (await IdsAsync(null)).ShouldBe([later.Id, sent.Id]);
        (await IdsAsync(new MessageFilter { EventTypes = ["invoice.paid", "c"], Tag = "q1", Channel = "eu", After = sent.Timestamp.AddMinutes(-1), WithContent = false })).ShouldBe([sent.Id]);
        (await IdsAsync(new MessageFilter { Before = sent.Timestamp.AddMinutes(-1) })).ShouldBeEmpty();

        await Library.Messages.DeleteContentAsync("acme", sent.Id, Stop);
        (await Library.Messages.GetAsync("acme", sent.Id, cancellation: Stop)).Payload.GetProperty("expired").GetBoolean().ShouldBeTrue();
        await RefusedAsync(HttpStatusCode.Conflict, "conflict", () => Library.Messages.SendAsync("acme", input, cancellation: Stop));
        await WrongAsync("body.eventType", () => Library.Messages.SendAsync("acme", input with { EventType = "no spaces" }, cancellation: Stop));
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Messages.GetAsync("acme", "msg_no", cancellation: Stop));

        async Task<List<string>> IdsAsync(MessageFilter? filter) =>
            await Library.Messages.ListAsync("acme", filter, Stop).Select(static message => message.Id).ToListAsync(Stop);
    }

    [Theory]
    [InlineData("""{ "b":1.0,"a":"\u00eb" }""", null, "application/json")]
    [InlineData("a,b\n1,2\n", "text/csv", "text/csv")]
    public async Task A_raw_payload_arrives_byte_for_byte(string payload, string? type, string arrivesAs)
    {
        await EndpointAsync("main");

        await Library.Messages.SendAsync("acme", new MessageInput { EventType = "a", RawPayload = payload, ContentType = type }, cancellation: Stop);

        var arrived = (await Receiver.WaitForAsync(1)).Single();
        arrived.Body.ShouldBe(System.Text.Encoding.UTF8.GetBytes(payload));
        arrived.Header("content-type").ShouldBe(arrivesAs);
    }

    [Fact]
    public async Task An_application_is_made_with_its_first_message()
    {
        await Library.Messages.SendAsync(
            "globex", new MessageInput { EventType = "a", Payload = [], Application = new ApplicationInput { Name = "Globex", Uid = "globex" } }, cancellation: Stop);

        (await Library.Applications.GetAsync("globex", Stop)).Name.ShouldBe("Globex");
    }

    [Fact]
    public void A_message_with_no_payload_or_two_or_a_broken_hour_isnt_sent()
    {
        Should.Throw<ArgumentException>(() => Library.Messages.SendAsync("acme", new MessageInput { EventType = "a" }, cancellation: Stop));
        Should.Throw<ArgumentException>(() => Library.Messages.SendAsync("acme", new MessageInput { EventType = "a", Payload = [], RawPayload = "" }, cancellation: Stop));
        Should.Throw<ArgumentException>(() => Library.Messages.SendAsync(
            "acme", new MessageInput { EventType = "a", Payload = [], PayloadRetention = TimeSpan.FromMinutes(90) }, cancellation: Stop));
    }

    [Fact]
    public async Task What_came_of_messages_is_read_by_endpoint_and_by_message()
    {
        Receiver.On("/main", Replies.Status(500, "down"), Replies.Status(200, "thanks"));
        var main = await EndpointAsync("main");
        await EndpointAsync("other");
        var message = await SendAsync();
        await EventuallyAsync(async () => await AttemptsAsync(null) == 2);

        var failed = (await Library.Attempts.ListByEndpointAsync("acme", "main", new AttemptFilter { WithMessage = true }, Stop).ToListAsync(Stop)).ShouldHaveSingleItem();
        (failed.MessageId, failed.EndpointId, failed.Status, failed.Response, failed.ResponseStatusCode, failed.TriggerType)
            .ShouldBe((message.Id, main.Id, "fail", "down", 500, 0));
        (failed.Message!.Id, failed.Message.Payload.GetProperty("n").GetInt32()).ShouldBe((message.Id, 1));
        failed.Url.ShouldBe($"{Receiver.Url}main");
        (await Library.Attempts.GetAsync("acme", message.Id, failed.Id, Stop)).ShouldBe(failed with { Message = null });

        (await AttemptsAsync(new AttemptFilter { Status = "fail", EventTypes = ["a"], After = message.Timestamp })).ShouldBe(1);
        (await AttemptsAsync(new AttemptFilter { StatusCodeClass = 200, WithContent = false })).ShouldBe(1);
        (await AttemptsAsync(new AttemptFilter { Endpoint = "main", Status = "success" })).ShouldBe(0);
        var one = (await Library.Attempts.ListMessagesAsync("acme", "main", new AttemptFilter { Status = "fail" }, Stop).ToListAsync(Stop)).ShouldHaveSingleItem();
        (one.Id, one.Status, one.NextAttempt).ShouldBe((message.Id, "fail", null));
        (await Library.Attempts.ListDestinationsAsync("acme", message.Id, Stop).Select(static to => (to.Uid, to.Status)).ToListAsync(Stop))
            .ShouldBe([("main", "fail"), ("other", "success")], ignoreOrder: true);
        await EventuallyAsync(async () => (await Library.Endpoints.GetStatsAsync("acme", "main", cancellation: Stop)).Fail == 1);
        (await Library.Endpoints.GetStatsAsync("acme", "other", message.Timestamp.AddHours(-1), message.Timestamp.AddHours(1), Stop)).Success.ShouldBe(1);

        await Library.Attempts.DeleteContentAsync("acme", message.Id, failed.Id, Stop);
        (await Library.Attempts.GetAsync("acme", message.Id, failed.Id, Stop)).Response.ShouldNotBe("down");
        Should.Throw<ArgumentException>(() => Library.Attempts.ListByMessageAsync("acme", message.Id, new AttemptFilter { Status = "lost" }, Stop));
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Attempts.GetAsync("acme", message.Id, "atmpt_no", Stop));
        await WrongAsync("query.since", () => Library.Endpoints.GetStatsAsync("acme", "main", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(-1), Stop));

        async Task<int> AttemptsAsync(AttemptFilter? filter) => await Library.Attempts.ListByMessageAsync("acme", message.Id, filter, Stop).CountAsync(Stop);
    }

    [Fact]
    public async Task Messages_are_sent_again_one_or_many()
    {
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);
        var before = await SendAsync();
        Receiver.On("/main", Replies.Status(500), Replies.Ok);
        await EndpointAsync("main");
        var failed = await SendAsync();
        await Receiver.WaitForAsync(1);
        await EventuallyAsync(async () => (await Library.Endpoints.GetStatsAsync("acme", "main", cancellation: Stop)).Fail == 1);

        await EndedAsync(await Library.Attempts.RecoverAsync("acme", "main", since, cancellation: Stop), "endpoint.recover");
        (await LastAsync(2)).ShouldBe(failed.Id);
        await EndedAsync(await Library.Attempts.ReplayMissingAsync("acme", "main", since, cancellation: Stop), "endpoint.replay");
        (await LastAsync(3)).ShouldBe(before.Id);
        await Library.Attempts.ResendAsync("acme", failed.Id, "main", "sent-once", Stop);
        await Library.Attempts.ResendAsync("acme", failed.Id, "main", "sent-once", Stop);
        (await LastAsync(4)).ShouldBe(failed.Id);
        await EventuallyAsync(async () => (await Library.Attempts.ListByMessageAsync("acme", failed.Id, cancellation: Stop).CountAsync(Stop)) == 3);
        await EndedAsync(await Library.Attempts.ReplayAsync(
            "acme", "main", new ResendFilter { Since = since, Until = failed.Timestamp, EventTypes = ["a"], Status = "success", StatusCodeClass = 200 }, cancellation: Stop), "endpoint.bulk-replay");
        (await LastAsync(5)).ShouldBe(before.Id);

        (await Library.Tasks.ListAsync("finished", Stop).Select(static task => task.Task).ToListAsync(Stop)).ShouldBe(["endpoint.bulk-replay", "endpoint.replay", "endpoint.recover"]);
        await WrongAsync("body.since", () => Library.Attempts.RecoverAsync("acme", "main", since.AddDays(-15), cancellation: Stop));
        await WrongAsync("body.until", () => Library.Attempts.ReplayMissingAsync("acme", "main", since, since.AddDays(-1), cancellation: Stop));
        await WrongAsync("body.statusCodeClass", () => Library.Attempts.ReplayAsync("acme", "main", new ResendFilter { Since = since, StatusCodeClass = 7 }, cancellation: Stop));
        await Library.Endpoints.PatchAsync("acme", "main", new EndpointPatch { Disabled = true }, Stop);
        await RefusedAsync(HttpStatusCode.BadRequest, "generic_error", () => Library.Attempts.ResendAsync("acme", failed.Id, "main", cancellation: Stop));

        async Task<string?> LastAsync(int count) => (await Receiver.WaitForAsync(count))[^1].Header("webhook-id");

        async Task EndedAsync(BackgroundTask task, string name)
        {
            task.Task.ShouldBe(name);
            await EventuallyAsync(async () => (await Library.Tasks.GetAsync(task.Id, Stop)).Status == "finished");
        }
    }

    [Fact]
    public async Task An_example_of_an_event_type_is_sent()
    {
        await EndpointAsync("main");
        await Library.EventTypes.PutAsync(new EventTypeInput
        {
            Name = "invoice.paid",
            Description = "",
            Schemas = new JsonObject { ["1"] = new JsonObject { ["type"] = "object", ["examples"] = new JsonArray(new JsonObject { ["invoice"] = 7 }) } },
        }, Stop);

        var sent = await Library.Endpoints.SendExampleAsync("acme", "main", "invoice.paid", cancellation: Stop);

        var arrived = (await Receiver.WaitForAsync(1)).Single();
        arrived.Header("webhook-id").ShouldBe(sent.Id);
        JsonNode.Parse(arrived.Body)!["invoice"]!.GetValue<int>().ShouldBe(7);
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Endpoints.SendExampleAsync("acme", "other", "invoice.paid", cancellation: Stop));
    }

    private Task<Client.Api.Endpoint> EndpointAsync(string name) =>
        Library.Endpoints.PutAsync("acme", name, new EndpointInput { Url = $"{Receiver.Url}{name}", Uid = name }, Stop);

    private Task<Message> SendAsync() => Library.Messages.SendAsync("acme", new MessageInput { EventType = "a", Payload = new JsonObject { ["n"] = 1 } }, cancellation: Stop);
}
