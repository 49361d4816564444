using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts;

/// <summary>Operations are kept, routed and worked as endpoints are, and seen as none.</summary>
public abstract class OperationContract : StoreContract
{
    internal OperationContract(IStoreFactory stores)
        : base(stores)
    {
    }

    [Fact]
    public async Task An_operation_is_the_same_after_a_restart_and_its_id_is_never_given_again()
    {
        var application = await AddSourceApplicationAsync();
        var definition = new OperationDefinition
        {
            Conditions = [new Condition("/a~1b", ConditionTest.In, [Json("1"), Json("\"x\""), Json("null")]), new Condition("/c", ConditionTest.Missing)],
            RetrySchedule = "5s",
            Http = new HttpOperation("PUT", "https://example.com/{{/id}}", Json("""{"a":["{{/b}}"]}"""), 3),
        };
        var made = await AddAsync(application, definition, o => o with { Uid = "paid", EventTypes = ["orders/create"], Sealed = [1, 2] });
        made.PublicId.ShouldStartWith("op_");
        Reopen();
        var kept = Catalog.FindOperation(application, "paid").ShouldNotBeNull();
        kept.Id.ShouldBe(made.Id);
        kept.Definition.Http!.Body!.Value.GetRawText().ShouldBe("""{"a":["{{/b}}"]}""");
        kept.Definition.Conditions!.Select(c => (c.Pointer, c.Test, string.Join(' ', c.Values?.Select(v => v.GetRawText()) ?? []))).ShouldBe(
            [("/a~1b", ConditionTest.In, "1 \"x\" null"), ("/c", ConditionTest.Missing, "")]);
        kept.Sealed.ShouldBe([1, 2]);
        await ChangeAsync(draft => draft.Remove(kept));
        Catalog.FindOperation(application, "paid").ShouldBeNull();
        Reopen();
        (await AddAsync(application, definition)).Id.ShouldBe(made.Id + 1);
        (await AddEndpointAsync(application)).Id.ShouldBeLessThan(made.Id);
    }

    [Fact]
    public async Task An_operation_is_no_endpoint()
    {
        var application = await AddSourceApplicationAsync();
        var operation = await AddAsync(application, Sql(), o => o with { Uid = "a" });
        var endpoint = await AddEndpointAsync(application, e => e with { Uid = "a" });
        Catalog.EndpointsOf(application.Id).Count.ShouldBe(1);
        Catalog.EndpointsOf(application.Id).Page(0, 10, descending: false).ShouldBe([endpoint.Id]);
        Catalog.Operations(application).Select(o => o.Id).ShouldBe([operation.Id]);
        Catalog.FindEndpoint(application, "a")!.Id.ShouldBe(endpoint.Id);
        Catalog.FindOperation(application, "a")!.Id.ShouldBe(operation.Id);
        Catalog.FindEndpoint(application, operation.PublicId).ShouldBeNull();
        Catalog.FindOperation(application, endpoint.PublicId).ShouldBeNull();
        Catalog.Endpoint(operation.Id).ShouldBeNull();
        Catalog.Operation(endpoint.Id).ShouldBeNull();
        operation.Id.ShouldBeGreaterThan(endpoint.Id);

        var message = await PostAsync(application);
        foreach (var down in (bool[])[true, false])
            (await Store.Messages.DestinationsAsync(message, new PageRequest(10, down))).Items.Select(d => d.Endpoint).ShouldBe([endpoint.Id]);
        await RecordAsync(message, operation.Id);
        await RecordAsync(message, endpoint.Id);
        foreach (var down in (bool[])[true, false])
            (await Store.Messages.DestinationsAsync(message, new PageRequest(10, down))).Items.Select(d => d.Endpoint).ShouldBe([endpoint.Id]);
        (await Store.Attempts.OfMessageAsync(message, AttemptFilter.None, new PageRequest(10), default)).Items.ShouldHaveSingleItem().Endpoint.ShouldBe(endpoint.Id);
        var own = (await Store.Attempts.OfMessageAsync(message, new AttemptFilter { Endpoint = operation.Id }, new PageRequest(10), AttemptDetail.Response)).Items.ShouldHaveSingleItem();
        (await Store.Attempts.FindAsync(message, own.Id)).ShouldBeNull();
        (await Store.Editor.ExpungeResponseAsync(message, own.Id)).ShouldBeFalse();

        await ChangeAsync(draft => draft.Remove(application));
        Catalog.Destination(operation.Id).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"a":1}""", true)]
    [InlineData("""{"a":1.0}""", true)]
    [InlineData("""{"a":"1"}""", false)]
    [InlineData("""{"a":2,"a":1}""", false)]
    [InlineData("""{"a":1} x""", false)]
    [InlineData("""a""", false)]
    [InlineData("", false)]
    public async Task Its_conditions_are_decided_where_it_is_routed(string payload, bool wanted)
    {
        var application = await AddSourceApplicationAsync();
        var operation = await AddAsync(application, Sql() with { Conditions = [new Condition("/a", ConditionTest.Equal, [Json("1")])] });
        var all = await AddAsync(application, Sql());
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(NewMessage(application, payload: payload));
        var expected = wanted ? new[] { endpoint.Id, operation.Id, all.Id } : [endpoint.Id, all.Id];
        Intake.Offered.Where(o => o.Seq == message.Seq).SelectMany(o => o.Endpoints).ShouldBe(expected);
        (await WorkAsync(operation.Id)).Count.ShouldBe(wanted ? 1 : 0);
    }

    [Fact]
    public async Task A_fan_out_decides_conditions_too()
    {
        var application = await AddSourceApplicationAsync();
        await AddEndpointsAsync(application, 1500);
        var operation = await AddAsync(application, Sql() with { Conditions = [new Condition("/a", ConditionTest.Exists)] });
        await PostAsync(NewMessage(application, payload: "{}"));
        var wanted = await PostAsync(NewMessage(application, payload: """{"a":null}"""));
        await RunJobsAsync();
        (await WorkAsync(operation.Id)).ShouldHaveSingleItem().Message.Seq.ShouldBe(wanted.Seq);
    }

    [Fact]
    public async Task A_run_has_its_state_and_its_newest_attempt()
    {
        var application = await AddSourceApplicationAsync();
        var operation = (await AddAsync(application, Sql())).Id;
        var message = await PostAsync(application);
        var run = (await Store.Runs.ListAsync([operation], new DeliveryFilter(), new PageRequest(10))).Items.ShouldHaveSingleItem();
        (run.State, run.Last).ShouldBe((DeliveryState.Pending, null));
        await RecordAsync(message, operation, 503, retryAt: Now + 1000, response: "away");
        await RecordAsync(message, operation, 200, tries: 2, response: "done");
        run = (await Store.Runs.OfMessageAsync(message, [operation])).ShouldHaveSingleItem();
        run.State.ShouldBe(DeliveryState.Success);
        System.Text.Encoding.UTF8.GetString(run.Last!.Response).ShouldBe("done");
    }

    [Fact]
    public async Task What_succeeded_is_run_again_only_by_force_under_another_number_each_time()
    {
        var application = await AddSourceApplicationAsync();
        var operation = (await AddAsync(application, Sql())).Id;
        var message = await PostAsync(application);
        (await Store.Editor.ReplayAsync(null, message, operation, force: true)).ShouldBe(ReplayStatus.UnderWay);
        await RecordAsync(message, operation);
        (await Store.Editor.ReplayAsync(null, message, operation, force: false)).ShouldBe(ReplayStatus.Succeeded);
        Intake.Due.ShouldBeEmpty();

        var runs = new HashSet<long> { 0 };
        for (var i = 0; i < 3; i++)
        {
            (await Store.Editor.ReplayAsync(Key($"k{i}"), message, operation, force: true)).ShouldBe(ReplayStatus.Started);
            (await Store.Editor.ReplayAsync(Key($"k{i}"), message, operation, force: true)).ShouldBe(ReplayStatus.Started);
            (await Store.Editor.ReplayAsync(null, message, operation, force: true)).ShouldBe(ReplayStatus.UnderWay);
            Reopen();
            runs.Add((await WorkAsync(operation)).ShouldHaveSingleItem().Run).ShouldBeTrue();
            await RecordAsync(message, operation, 500, retryAt: Now, manual: true);
            runs.ShouldContain((await Store.Work.ClaimDueAsync(Now, 10)).ShouldHaveSingleItem().Run);
            await RecordAsync(message, operation, tries: 2);
        }
        runs.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_failed_in_a_time_is_counted_no_further_than_asked()
    {
        var application = await AddSourceApplicationAsync();
        var operation = (await AddAsync(application, Sql())).Id;
        var begin = Now;
        for (var i = 0; i < 5; i++)
        {
            var message = await PostAsync(application);
            if (i == 0) await CancelAsync(message, operation);
            else await RecordAsync(message, operation, i == 1 ? 200 : 500);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
        (await Store.Runs.CountFailedAsync(operation, null, begin, Now, 100)).ShouldBe(4);
        (await Store.Runs.CountFailedAsync(operation, DeliveryState.Canceled, begin, Now, 100)).ShouldBe(1);
        (await Store.Runs.CountFailedAsync(operation, null, begin, Now, 2)).ShouldBe(2);
        (await Store.Runs.CountFailedAsync(operation, null, begin + 180_000, Now, 100)).ShouldBe(2);
    }

    private static OperationDefinition Sql() => new() { Sql = new SqlOperation("shop", [new SqlStatement("select 1", null)]) };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private async Task<SourceOperation> AddAsync(SourceApplication application, OperationDefinition definition, Func<SourceOperation, SourceOperation>? shape = null)
    {
        SourceOperation? made = null;
        await ChangeAsync(draft =>
        {
            var operation = new SourceOperation
            {
                Id = draft.NextId<SourceOperation>(),
                Ksuid = Ids.Next(),
                ApplicationId = application.Id,
                Definition = definition,
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            draft.Put(made = shape?.Invoke(operation) ?? operation);
        });
        return made!;
    }
}
