using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Core.Templates;

namespace Ringback.Core.Tests.Reconcile;

public sealed class AnswerReaderTests
{
    private static readonly PollUntil Paid = new([200, 203], [new Condition("/status", ConditionTest.Equal, [JsonElement.Parse("\"paid\"")])]);
    private static readonly Source Source = new()
    {
        ApplicationId = 1,
        Type = "stripe",
        Duplicates = new DuplicateRules(NaturalKey: new NaturalKey(["$message.eventType", "/data/id"])),
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    [Theory]
    [InlineData(200, """{"status":"paid"}""", null)]
    [InlineData(203, """{"status":"paid"}""", null)]
    [InlineData(404, """{"status":"paid"}""", "the status is 404")]
    [InlineData(200, """{"status":"open"}""", "the condition on /status is not met")]
    [InlineData(200, """{"status":"paid"} and more""", "the answer isn't JSON")]
    [InlineData(200, "", "the answer isn't JSON")]
    public void What_must_hold_of_an_answer(int status, string body, string? why)
    {
        AnswerReader.Holds(Paid, status, Encoding.UTF8.GetBytes(body), out var said).ShouldBe(why is null);
        said.ShouldBe(why);
    }

    [Fact]
    public void Without_conditions_a_200_will_do() => AnswerReader.Holds(new PollUntil(), 200, [], out _).ShouldBeTrue();

    [Fact]
    public void The_answer_as_it_is_becomes_the_event()
    {
        var made = Make(new MadeEvent("payment.paid"), """{"id":"pay_1"}""");
        (made.Message.EventType, made.Message.EventId, Text(made)).ShouldBe(("payment.paid", null, """{"id":"pay_1"}"""));
        made.Keys.ShouldBeEmpty("it isn't shaped as the natural key needs");
    }

    [Fact]
    public void Templates_are_filled_from_the_answer()
    {
        var made = Make(
            new MadeEvent("payment.{{/status}}", "{{/id}}-{{/status}}", JsonElement.Parse("""{"data":"{{}}","note":"of {{/id}}"}""")),
            """{"id":"pay_1","status":"paid"}""");
        (made.Message.EventType, made.Message.EventId).ShouldBe(("payment.paid", "pay_1-paid"));
        Text(made).ShouldBe("""{"data":{"id":"pay_1","status":"paid"},"note":"of pay_1"}""");
        made.Keys.Length.ShouldBe(2);
        Make(new MadeEvent("payment/{{/status}}"), """{"status":"paid"}""").Message.EventType.ShouldBe("payment.paid", "as that of a webhook would be");
    }

    [Theory]
    [InlineData("pay_1", "pay_1")]
    [InlineData("..a", "..a")]
    [InlineData("..", null)]
    [InlineData(".", null)]
    [InlineData("\u0000", null)]
    [InlineData("a\u007f", null)]
    public void An_id_that_no_path_could_hold_still_tells_duplicates(string given, string? kept)
    {
        var made = Make(new MadeEvent("payment.paid", "{{/id}}"), JsonSerializer.Serialize(new { id = given }));
        made.Message.EventId.ShouldBe(kept);
        made.Keys.ShouldBe([DuplicateKey.Create(1, DuplicateKeyKind.EventId, given, (long)Source.Duplicates.Window.TotalMilliseconds)]);
    }

    [Fact]
    public void The_natural_key_is_that_of_the_webhook_however_it_is_found()
    {
        var webhook = new Message { Id = Id, ApplicationId = 1, EventType = "payment.paid", AcceptedAt = 0, Payload = """{"data":{"id":"pay_1"}}"""u8.ToArray() };
        var expires = (long)Source.Duplicates.Window.TotalMilliseconds;
        var expected = Source.Duplicates.NaturalKey!.KeyOf(webhook, expires).ShouldNotBeNull();

        Make(new MadeEvent("payment.paid", Payload: JsonElement.Parse("""{"data":"{{}}"}""")), """{"id":"pay_1"}""").Keys.ShouldBe([expected]);
        Make(new MadeEvent("payment.paid", NaturalKey: ["$message.eventType", "/id"]), """{"id":"pay_1"}""").Keys.ShouldBe([expected]);
        AnswerReader.EventOf(
            new MadeEvent("payment.paid", "e"), Source with { Duplicates = new DuplicateRules(0) }, "{}"u8.ToArray(), Id, 0).Keys.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("payment.{{/status}}", """{"id":"1"}""")]
    [InlineData("{{/status}}", """{"status":""}""")]
    public void An_answer_that_lacks_what_the_event_needs_is_none(string type, string answer) =>
        Should.Throw<RenderException>(() => Make(new MadeEvent(type), answer));

    private static Ksuid Id => Ksuid.LowestAt(1_700_000_000_000);

    private static ReceivedEvent Make(MadeEvent made, string answer) => AnswerReader.EventOf(made, Source, Encoding.UTF8.GetBytes(answer), Id, 0);

    private static string Text(ReceivedEvent made) => Encoding.UTF8.GetString(made.Message.Payload!.Value.Span);
}
