using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Record;
using Ringback.Server.Tests.Deliver;
using Ringback.Testing;

namespace Ringback.Server.Tests.Operate;

public sealed class EmitOperationTests
{
    [Fact]
    public async Task What_a_provider_says_reaches_a_customer_once_however_often_it_is_tried()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await StartAsync();
        var customer = await CustomerAsync(node, "acme", receiver.Url);
        var operation = await node.AddOperationAsync(Emit("""{"paid":"{{/amount}}"}"""));
        var message = await node.PostAsync("""{"customer":"acme","amount":5}""");
        await receiver.WaitForAsync(1);
        await node.UntilDoneAsync();
        receiver.Requests[0].Text.ShouldBe("""{"paid":5}""");
        var emitted = (await node.Node.Store.Messages.FindAsync(customer, $"{message.PublicId}.{node.Destination(operation).PublicId}", withPayload: true)).ShouldNotBeNull();
        emitted.EventType.ShouldBe("payment.received");
        node.Output(operation).ShouldBe($$"""{"messageId":"{{emitted.PublicId}}"}""");

        // As after a crash before the outcome was recorded.
        await node.Sqlite.WriteAsync(session =>
        {
            session.Database.Execute($"delete from delivery where ep = {operation}; insert into work (ep, seq, due, tries, manual) values ({operation}, {message.Seq}, null, 0, 0)");
            return true;
        });
        await node.RestartAsync();
        await node.UntilDoneAsync();
        // With its outcome the first attempt is gone from the record, too.
        node.Attempts(operation).ShouldBe(1);
        node.Output(operation).ShouldBe($$"""{"messageId":"{{emitted.PublicId}}"}""");
        receiver.Count.ShouldBe(1);

        await node.Node.Store.Editor.ReplayAsync(null, message, operation, force: true);
        await receiver.WaitForAsync(2);
    }

    [Theory]
    [InlineData("""{"customer":"nobody"}""", 404)]
    [InlineData("""{}""", 422)]
    [InlineData("""{"customer":"source"}""", 404)]
    public async Task An_application_that_is_not_there_or_is_a_source_gets_nothing(string payload, int code)
    {
        await using var node = await StartAsync();
        await ApplicationAsync(node, "source", isSource: true);
        var operation = await node.AddOperationAsync(Emit(null));
        await node.PostAsync(payload);
        await node.UntilDoneAsync();
        node.Query($"select code from attempt where ep = {operation} limit 1").ShouldBe(code);
        node.Deliveries(operation, DeliveryState.Fail).ShouldBe(1);
        node.Query("select count(*) from message").ShouldBe(1);
    }

    [Theory]
    [InlineData("-0", "-0", "-0")]
    [InlineData("1e400", "1e400", "1e400")]
    [InlineData("0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"NaN\"", "\"NaN\"", "NaN")]
    [InlineData("\"a\\u0000b\"", "\"a\\u0000b\"", "a\0b")]
    [InlineData("\"\\ud800\"", null, null)]
    [InlineData("[\"\\udc00\"]", null, null)]
    public async Task A_value_goes_on_as_it_came_or_the_run_says_why_not(string json, string? raw, string? text)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var node = await StartAsync();
        await CustomerAsync(node, "acme", receiver.Url);
        var operation = await node.AddOperationAsync(Emit("""{"v":"{{/v}}","w":"<{{/v}}>"}"""));
        await node.PostAsync($$"""{"customer":"acme","v":{{json}}}""");
        await node.UntilDoneAsync();
        if (raw is null)
        {
            node.Query($"select code from attempt where ep = {operation}").ShouldBe(422);
            node.Output(operation).ShouldContain("is not valid Unicode");
            receiver.Count.ShouldBe(0);
            return;
        }
        await receiver.WaitForAsync(1);
        receiver.Requests[0].Text.ShouldStartWith($$"""{"v":{{raw}},""");
        JsonDocument.Parse(receiver.Requests[0].Body).RootElement.GetProperty("w").GetString().ShouldBe($"<{text}>");
    }

    [Theory]
    [InlineData(".", null)]
    [InlineData("..", null)]
    [InlineData("...", null)]
    [InlineData("", null)]
    [InlineData("a/b", null)]
    [InlineData("%2e%2e", null)]
    [InlineData("a.b", "a.b")]
    [InlineData("..a", "..a")]
    public async Task A_type_that_no_path_could_hold_is_not_emitted(string given, string? emitted)
    {
        await using var node = await StartAsync();
        var customer = await CustomerAsync(node, "acme", null);
        var operation = await node.AddOperationAsync(Emit(null, "{{/type}}"));
        var message = await node.PostAsync(JsonSerializer.Serialize(new { customer = "acme", type = given }));
        await node.UntilDoneAsync();
        node.Query($"select code from attempt where ep = {operation} limit 1").ShouldBe(emitted is null ? 422 : 200);
        (await node.Node.Store.Messages.FindAsync(customer, $"{message.PublicId}.{node.Destination(operation).PublicId}", withPayload: false))?.EventType.ShouldBe(emitted);
        node.Query("select count(*) from message").ShouldBe(emitted is null ? 1 : 2);
    }

    private static OperationDefinition Emit(string? payload, string type = "payment.received") => new()
    {
        Emit = new EmitOperation("{{/customer}}", type, payload is null ? null : JsonDocument.Parse(payload).RootElement, null),
    };

    private static Task<TestNode> StartAsync() => TestNode.StartAsync(o => o.RetrySchedule = Core.Background.RetrySchedule.None);

    private static async Task<int> CustomerAsync(TestNode node, string uid, Uri? url)
    {
        var id = await ApplicationAsync(node, uid, isSource: false);
        if (url is not null) await node.AddAsync(url, endpoint => endpoint with { ApplicationId = id });
        return id;
    }

    private static async Task<int> ApplicationAsync(TestNode node, string uid, bool isSource)
    {
        var id = 0;
        await node.Node.CatalogStore.ChangeAsync(null, draft =>
        {
            id = draft.NextId<Application>();
            var (ksuid, organisation) = (node.Node.Ids.Next(), draft.Organisation("org_x"));
            draft.Put(isSource
                ? new SourceApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Uid = uid, Name = uid, CreatedAt = node.Now, UpdatedAt = node.Now }
                : new CustomerApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Uid = uid, Name = uid, CreatedAt = node.Now, UpdatedAt = node.Now });
            return null;
        });
        return id;
    }
}
