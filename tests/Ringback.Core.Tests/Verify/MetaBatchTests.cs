using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Meta's batches become the events in them.</summary>
public sealed class MetaBatchTests
{
    private const string WhatsApp = """
        {"object":"whatsapp_business_account","entry":[{"id":"W","changes":[{"value":{"metadata":{"phone_number_id":"5"},
        "messages":[{"id":"wamid.1","timestamp":"1"},{"id":"wamid.2","timestamp":"2"}],"statuses":[{"id":"wamid.0","status":"read"}]},"field":"messages"}]}]}
        """;

    [Fact]
    public void Each_event_is_kept_in_a_batch_of_its_own()
    {
        const string Body = """{ "object":"page", "entry":[ {"id":"P","time":1,"messaging":[{"timestamp":2,"message":{"mid":"m1"}},{"timestamp":3,"read":{"watermark":1}}]}, {"id":"Q","time":4,"changes":[{"field":"feed","value":{"item":"like"}}]} ] }""";
        Split(Body).ShouldBe(
        [
            """{ "object":"page", "entry":[{"id":"P","time":1,"messaging":[{"timestamp":2,"message":{"mid":"m1"}}]}] }""",
            """{ "object":"page", "entry":[{"id":"P","time":1,"messaging":[{"timestamp":3,"read":{"watermark":1}}]}] }""",
            """{ "object":"page", "entry":[{"id":"Q","time":4,"changes":[{"field":"feed","value":{"item":"like"}}]}] }""",
        ]);
        Events(Body).Select(e => (e.Id, e.Type)).ShouldBe([("m1", "page"), (null, "page"), (null, "page")]);
    }

    /// <summary>What isn't taken apart stays as it came: lists without events, and what is no list.</summary>
    [Fact]
    public void What_stands_beside_the_events_is_in_each_batch()
    {
        const string Body = """{"object":"page","entry":[{"id":"P","standby":[ ],"changes":{"a":1},"messaging":[{"timestamp":2},{"timestamp":3}]}]}""";
        Split(Body).ShouldBe(
        [
            """{"object":"page","entry":[{"id":"P","standby":[ ],"changes":{"a":1},"messaging":[{"timestamp":2}]}]}""",
            """{"object":"page","entry":[{"id":"P","standby":[ ],"changes":{"a":1},"messaging":[{"timestamp":3}]}]}""",
        ]);
    }

    [Fact]
    public void Messages_and_statuses_of_WhatsApp_have_ids_of_their_own()
    {
        Events(WhatsApp).Select(e => e.Id).ShouldBe(["wamid.1", "wamid.2", "wamid.0"]);
        Split(WhatsApp)[2].ShouldContain(""""messages":[],"statuses":[{"id":"wamid.0","status":"read"}]"""");
        Split(WhatsApp)[0].ShouldContain(""""phone_number_id":"5"""");
    }

    /// <summary>A provider that goes on with a part of a batch sends events that came before beside new ones.</summary>
    [Fact]
    public void An_event_is_the_same_in_another_batch()
    {
        var alone = WhatsApp.Replace(""",{"id":"wamid.2","timestamp":"2"}""", "", StringComparison.Ordinal).Replace("""{"id":"wamid.0","status":"read"}""", "", StringComparison.Ordinal);
        Events(alone).ShouldHaveSingleItem().Identity.Tuple.ShouldBe(Events(WhatsApp)[0].Identity.Tuple);
        Events(WhatsApp).Select(e => Convert.ToHexString(e.Identity.Tuple!)).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"object":"page","entry":[{"id":"P","messaging":[ {"timestamp":2} ]}]}""")]
    [InlineData("""{"object":"page","entry":[]}""")]
    [InlineData("""{"object":"page"}""")]
    [InlineData("""{"object":"page","entry":[{"id":"P","messaging":[}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_body_with_one_event_or_none_is_kept_byte_for_byte(string body) => Split(body).ShouldBe([body]);

    /// <summary>Else one request of a megabyte could become gigabytes: what surrounds the events is repeated at most four times, and 64 KiB beyond.</summary>
    [Theory]
    [InlineData(100_000, 4, 4)]
    [InlineData(100_000, 5, 1)]
    [InlineData(100_000, 1000, 1)]
    [InlineData(100, 200, 200)]
    public void A_batch_that_would_grow_too_large_stays_whole(int pad, int events, int split)
    {
        var body = $$"""{"object":"page","pad":"{{new string('x', pad)}}","entry":[{"id":"P","messaging":[{{string.Join(',', Enumerable.Range(0, events).Select(i => $"{{\"timestamp\":{i}}}"))}}]}]}""";
        Split(body).Count.ShouldBe(split);
        if (split == 1) Split(body)[0].ShouldBe(body);
    }

    private static List<string> Split(string body) => [.. Events(body).Select(e => Encoding.UTF8.GetString(e.Raw.Span))];

    private static IReadOnlyList<IncomingEvent> Events(string body) =>
        Sources.Build("meta", """{"secret":"s","verifyToken":"v"}""").Events.Split(Sources.Post(body));
}
