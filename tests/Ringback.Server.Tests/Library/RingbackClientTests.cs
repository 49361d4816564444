using System.Net;
using System.Text.Json.Nodes;
using Ringback.Client.Api;
using Ringback.Server.Tests.Api.Operations;

namespace Ringback.Server.Tests.Library;

/// <summary>Ringback.Client's typed client against a server: what one writes the other reads.</summary>
public sealed class RingbackClientTests : OperationTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RingbackClient Library => field ??= new RingbackClient(new HttpClient(), new RingbackClientOptions
    {
        Server = Server.Client.BaseAddress,
        Token = Server.Client.DefaultRequestHeaders.Authorization!.Parameter!,
    });

    [Fact]
    public async Task Sources_are_made_read_changed_rotated_and_deleted()
    {
        var input = new SourceInput
        {
            Type = "stripe",
            Name = "Payments",
            Uid = "payments",
            Config = new JsonObject { ["secret"] = "whsec_1", ["toleranceSeconds"] = 60 },
            Metadata = new Dictionary<string, string> { ["team"] = "billing" },
            Rules = new SourceRules { MaxBodyBytes = 1000, AllowedSources = ["192.0.2.0/24"] },
            Answer = new SourceAnswer { Status = 202, Body = "ok", ContentType = "text/plain" },
            Duplicates = new SourceDuplicates { WindowSeconds = 60 },
        };

        var made = await Library.Sources.CreateAsync(input, "made-once", Stop);
        (await Library.Sources.CreateAsync(input, "made-once", Stop)).Id.ShouldBe(made.Id);
        made.Id.ShouldStartWith("src_");
        made.Rules!.MaxBodyBytes.ShouldBe(1000);
        made.Rules.Methods.ShouldBe(["POST"]);
        made.Answer.ShouldBe(input.Answer);
        made.Duplicates!.WindowSeconds.ShouldBe(60);
        made.Metadata["team"].ShouldBe("billing");
        made.Config!.Value.GetProperty("toleranceSeconds").GetInt32().ShouldBe(60);
        made.Config.Value.TryGetProperty("secret", out _).ShouldBeFalse();
        made.CreatedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);

        (await Library.Sources.PutAsync("payments", input with { Name = "Renamed", Config = null }, Stop)).Name.ShouldBe("Renamed");
        (await Library.Sources.GetAsync("payments", Stop)).Config!.Value.GetProperty("toleranceSeconds").GetInt32().ShouldBe(60);
        var url = await Library.Sources.RotateTokenAsync("payments", cancellation: Stop);
        url.ShouldNotBe(made.IngestUrl);
        (await Library.Sources.GetAsync("payments", Stop)).IngestUrl.ShouldBe(url);
        await Library.Sources.RotateSecretAsync("payments", new JsonObject { ["secret"] = "whsec_2" }, TimeSpan.FromMinutes(5), cancellation: Stop);
        (await Library.Sources.ListAsync(Stop).Select(source => source.Uid).ToListAsync(Stop)).ShouldBe(["shop", "payments"]);

        await Library.Sources.DeleteAsync("payments", Stop);
        var gone = await Should.ThrowAsync<RingbackApiException>(() => Library.Sources.GetAsync("payments", Stop));
        (gone.Status, gone.Code).ShouldBe((HttpStatusCode.NotFound, "not_found"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_place()
    {
        var e = await Should.ThrowAsync<RingbackApiException>(() => Library.Sources.CreateAsync(new SourceInput { Type = "stripe", Name = "" }, cancellation: Stop));

        e.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        e.Fields.Select(field => string.Join('.', field.Loc)).ShouldBe(["body.config.secret", "body.name"], ignoreOrder: true);
    }

    [Fact]
    public async Task Events_are_read_as_they_came_and_refusals_with_their_reason()
    {
        await ReceiveAsync("""{"type":"invoice.paid","id":"in_1"}""");
        var source = await Library.Sources.GetAsync("shop", Stop);
        using var refused = await Server.Client.PutAsync(source.IngestUrl, null, Stop);

        var message = (await Library.Events.ListAsync(source.Id, cancellation: Stop).ToListAsync(Stop)).ShouldHaveSingleItem();
        var received = await Library.Events.GetAsync("shop", message.Id, Stop);
        var refusals = await Library.Events.RefusedAsync("shop", Stop);

        message.Payload.GetProperty("id").GetString().ShouldBe("in_1");
        received.Origin.ShouldBe("received");
        received.Method.ShouldBe("POST");
        received.Body.ShouldBe("""{"type":"invoice.paid","id":"in_1"}"""u8.ToArray());
        received.Duplicates.ShouldBe(new DuplicateCount(0, null));
        refusals.Data.ShouldHaveSingleItem().Status.ShouldBe(405);
        refusals.Counts.ShouldHaveSingleItem().Reason.ShouldBe("method");
    }

    [Fact]
    public async Task Operations_run_and_are_run_again()
    {
        var operation = await Library.Operations.CreateAsync("shop", new OperationInput
        {
            Uid = "paid",
            Conditions = [new("/amount") { In = [1, 2] }],
            Sql = new SqlOperation
            {
                Connection = "shop",
                Statements = [new("insert into paid (id, amount) values (@id, @amount)", new Dictionary<string, string> { ["id"] = "/id", ["amount"] = "/amount" })],
            },
        }, cancellation: Stop);
        (await Library.Operations.GetAsync("shop", "paid", Stop)).Conditions.ShouldHaveSingleItem().In!.Select(node => node.GetValue<int>()).ShouldBe([1, 2]);
        (await Library.Operations.ListAsync("shop", Stop).Select(one => one.Id).ToListAsync(Stop)).ShouldBe([operation.Id]);
        var since = DateTimeOffset.UtcNow.AddMinutes(-1);

        await ReceiveAsync("""{"id":"a","amount":1}""");
        await ReceiveAsync("""{"id":"a","amount":2}""");
        await ReceiveAsync("""{"id":"b","amount":3}""");
        await RunsAsync(2);

        var runs = await Library.Runs.ListAsync("shop", cancellation: Stop).ToListAsync(Stop);
        runs.Select(run => run.Status).Order().ShouldBe(["fail", "success"]);
        var worked = await Library.Runs.GetAsync("shop", "paid", runs.Single(run => run.Status == "success").MessageId, Stop);
        worked.Attempts.ShouldHaveSingleItem().RowsChanged.ShouldBe(1);
        var failed = (await Library.Runs.ListAsync("shop", new RunFilter { Operation = "paid", Status = "fail" }, Stop).ToListAsync(Stop)).ShouldHaveSingleItem();
        failed.LastAttempt!.Error!.ShouldContain("UNIQUE");

        (await Library.Runs.ReplayAsync("shop", "paid", worked.MessageId, cancellation: Stop)).ShouldBe(RunReplayStatus.Succeeded);
        var filter = new ReplayFilter { Since = since };
        (await Library.Runs.PreviewReplayAsync("shop", "paid", filter, Stop)).ShouldBe(new Replay(1, false, null));
        Shop.Query("delete from paid where id = 'a'; select 0");
        var replay = await Library.Runs.ReplayFailedAsync("shop", "paid", filter, cancellation: Stop);
        replay.Count.ShouldBe(1);
        await EventuallyAsync(async () => (await Library.Tasks.GetAsync(replay.Task!.Id, Stop)).Status == "finished");
        await EventuallyAsync(async () => (await Library.Runs.GetAsync("shop", "paid", failed.MessageId, Stop)).Status == "success");

        await Library.Operations.PutAsync("shop", "paid", new OperationInput { Http = new HttpOperation { Url = "https://example.com/{{/id}}", Headers = new Dictionary<string, string> { ["X-A"] = "b" }, Body = "x" } }, Stop);
        (await Library.Operations.GetAsync("shop", operation.Id, Stop)).Http!.Headers!["X-A"].ShouldBe("b");
        await Library.Operations.DeleteAsync("shop", operation.Id, Stop);
        (await Library.Operations.ListAsync("shop", Stop).ToListAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Expectations_are_made_fulfilled_and_canceled()
    {
        var input = new ExpectationInput
        {
            Key = "pay_1",
            FulfilledWhen = new Fulfilment { KeyPointer = "/id", Conditions = [new("/status") { EqualTo = "paid" }] },
            Within = TimeSpan.FromMinutes(30),
            LookBack = TimeSpan.FromMinutes(5),
            Poll = new PollInput
            {
                Url = "https://psp.example.com/payments/pay_1",
                Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer x" },
                Every = TimeSpan.FromMinutes(10),
                Until = new PollUntil { Statuses = [200], Conditions = [new("/status") { In = ["paid", "settled"] }] },
                Event = new MadeEvent { Type = "payment.{{/status}}", Payload = new JsonObject { ["id"] = "{{/id}}" } },
                GiveUpAfter = TimeSpan.FromDays(2),
                MaxPolls = 5,
            },
        };

        var made = await Library.Expectations.CreateAsync("shop", input, cancellation: Stop);
        var other = await Library.Expectations.CreateAsync("shop", input with { Key = "pay_2", Poll = null }, cancellation: Stop);

        made.Status.ShouldBe("open");
        made.LookBack.ShouldBe(TimeSpan.FromMinutes(5));
        (made.Deadline - made.CreatedAt).ShouldBe(TimeSpan.FromMinutes(30));
        made.FulfilledWhen.Conditions!.ShouldHaveSingleItem().EqualTo!.GetValue<string>().ShouldBe("paid");
        made.Poll!.Headers.ShouldBe(["Authorization"]);
        (made.Poll.Every, made.Poll.GiveUpAfter, made.Poll.MaxPolls).ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromDays(2), 5));
        made.Poll.Event!.Type.ShouldBe("payment.{{/status}}");
        made.Attempts.ShouldNotBeNull().ShouldBeEmpty();
        other.Poll.ShouldBeNull();

        await ReceiveAsync("""{"id":"pay_1","status":"processing"}""");
        await ReceiveAsync("""{"id":"pay_1","status":"paid"}""");
        await EventuallyAsync(async () => (await Library.Expectations.GetAsync("shop", made.Id, Stop)).Status == "fulfilled");
        (await Library.Expectations.GetAsync("shop", made.Id, Stop)).MsgId!.ShouldStartWith("msg_");
        await Library.Expectations.CancelAsync("shop", other.Id, Stop);

        (await Library.Expectations.ListAsync("shop", cancellation: Stop).Select(one => $"{one.Key} {one.Status}").ToListAsync(Stop)).ShouldBe(["pay_2 canceled", "pay_1 fulfilled"]);
        (await Library.Expectations.ListAsync("shop", key: "pay_1", status: "open", cancellation: Stop).ToListAsync(Stop)).ShouldBeEmpty();
        (await Should.ThrowAsync<RingbackApiException>(() => Library.Expectations.CancelAsync("shop", made.Id, Stop))).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Rules_and_natural_keys_of_a_source_are_kept_as_they_are_read()
    {
        var made = await Library.Sources.CreateAsync(new SourceInput
        {
            Type = "stripe",
            Name = "Payments",
            Config = new JsonObject { ["secret"] = "whsec_1" },
            Duplicates = new SourceDuplicates { NaturalKey = new NaturalKey(["/data/object/id", "/data/object/status"], ["payment.paid"]) },
            Expectations =
            [
                new ExpectationRuleInput
                {
                    Name = "paid",
                    On = new RuleTrigger { EventTypes = ["payment.created"] },
                    KeyPointer = "/data/object/id",
                    FulfilledWhen = new Fulfilment { EventTypes = ["payment.paid"] },
                    Within = TimeSpan.FromHours(2),
                    Poll = new PollInput { Url = "https://psp.example.com/payments/{{/data/object/id}}" },
                },
            ],
        }, cancellation: Stop);

        made.Duplicates!.NaturalKey!.Values.ShouldBe(["/data/object/id", "/data/object/status"]);
        var rule = made.Expectations.ShouldHaveSingleItem();
        rule.Within.ShouldBe(TimeSpan.FromHours(2));
        rule.On.EventTypes.ShouldBe(["payment.created"]);
        rule.FulfilledWhen.KeyPointer.ShouldBe("/data/object/id");
        rule.Poll!.Every.ShouldBe(TimeSpan.FromHours(1));
        rule.Poll.Event!.Type.ShouldBe("payment.paid");
    }
}
