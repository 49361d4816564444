using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Catalog;

public sealed class FulfilmentTests
{
    private static readonly Fulfilment ByType = new("/data/id", ["payment.paid", "payment/failed"]);
    private static readonly Fulfilment ByState = new("/data/id", Conditions: [new Condition("/data/status", ConditionTest.In, [Json("\"paid\""), Json("7")])]);

    [Theory]
    [InlineData("payment.paid", """{"data":{"id":"pay_1"}}""", true)]
    [InlineData("payment.failed", """{"data":{"id":"pay_1"}}""", true)]
    [InlineData("payment.processing", """{"data":{"id":"pay_1"}}""", false)]
    [InlineData("payment.paid", """{"data":{"id":"pay_2"}}""", false)]
    [InlineData("payment.paid", """{"data":{"id":null}}""", false)]
    [InlineData("payment.paid", """{"data":{"id":["pay_1"]}}""", false)]
    [InlineData("payment.paid", """{"data":{"id":"pay\u005f1"}}""", true)]
    [InlineData("payment.paid", """{"data":{"id":"pay_1"}""", false)]
    [InlineData("payment.paid", "", false)]
    public void The_type_and_the_object_must_be_the_awaited(string type, string payload, bool met) =>
        ByType.IsMetBy("pay_1", type, Encoding.UTF8.GetBytes(payload)).ShouldBe(met);

    [Theory]
    [InlineData("""{"data":{"id":"pay_1","status":"paid"}}""", true)]
    [InlineData("""{"data":{"id":"pay_1","status":7.0}}""", true)]
    [InlineData("""{"data":{"id":"pay_1","status":"processing"}}""", false)]
    [InlineData("""{"data":{"id":"pay_1"}}""", false)]
    public void The_conditions_must_hold(string payload, bool met) =>
        ByState.IsMetBy("pay_1", "payment.updated", Encoding.UTF8.GetBytes(payload)).ShouldBe(met);

    [Fact]
    public void A_number_is_a_key_as_it_is_written() =>
        new Fulfilment("/id").IsMetBy("17", "a", """{"id":17}"""u8).ShouldBeTrue();

    [Theory]
    [InlineData("a", """{"data":{"id":"1","status":"paid"},"n":1}""", "a", """{"n":2,"data":{"status":"paid","id":"1"}}""", true)]
    [InlineData("a", """{"data":{"id":"1","status":"paid"}}""", "b", """{"data":{"id":"1","status":"paid"}}""", false)]
    [InlineData("a", """{"data":{"id":"1","status":"paid"}}""", "a", """{"data":{"id":"1","status":7}}""", false)]
    [InlineData("a", """{"data":{"id":"1","status":"paid"}}""", "a", """{"data":{"id":"2","status":"paid"}}""", false)]
    [InlineData("a", """{"id":"1","status":"paid"}""", "a", """{"data":{"id":"1","status":"paid"}}""", false)]
    [InlineData("a", "no JSON", "a", "no JSON", false)]
    public void Two_events_mean_the_same_when_they_are_alike_where_it_looks(string type, string payload, string otherType, string other, bool same) =>
        ByState.AreSame(Message(type, payload), Message(otherType, other)).ShouldBe(same);

    [Fact]
    public void Natural_keys_are_told_apart_by_every_value()
    {
        var key = new NaturalKey(["$message.eventType", "/id", "/status"], ["a", "b"]);
        var one = key.KeyOf(Message("a", """{"id":"1","status":"23"}"""), 9).ShouldNotBeNull();
        key.KeyOf(Message("a", """{"status":"23","more":0,"id":"1"}"""), 9).ShouldBe(one);
        key.KeyOf(Message("b", """{"id":"1","status":"23"}"""), 9).ShouldNotBe(one);
        key.KeyOf(Message("a", """{"id":"12","status":"3"}"""), 9).ShouldNotBe(one);
        key.KeyOf(Message("c", """{"id":"1","status":"23"}"""), 9).ShouldBeNull();
        key.KeyOf(Message("a", """{"id":"1"}"""), 9).ShouldBeNull();
        key.KeyOf(Message("a", """{"id":"","status":"23"}"""), 9).ShouldBeNull("an empty text names nothing");
        key.KeyOf(Message("a", "no JSON"), 9).ShouldBeNull();
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static Message Message(string type, string payload) => new()
    {
        Id = Ksuid.LowestAt(1_700_000_000_000),
        ApplicationId = 1,
        EventType = type,
        AcceptedAt = 0,
        Payload = Encoding.UTF8.GetBytes(payload),
    };
}
