using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What operations on endpoints take.</summary>
internal static class EndpointInputs
{
    public static IReadOnlyList<InputSchema> All { get; } =
    [
        new InputSchema(
            "EndpointIn", "An endpoint, whole.", """{"url":"https://example.com/webhooks","eventTypes":["invoice.paid"],"description":"Billing"}""",
            Need("url", Url(), "Where messages are posted, http or https. Left out for a poller."),
            May("uid", Name(), "Your own name for it, unique in its application; may not begin with `ep_`."),
            May("description", Text(0, 65_536), "For people."),
            May("eventTypes", Set(Name(), 1, 1000), "Only messages of these types, which must be registered. Null: all. Also called `filterTypes`."),
            May("channels", Set(Channel(), 1, 10), "Only messages that name one of these channels. Null: all."),
            May("throttleRate", Whole(1, 65_535), "Messages a second, held to. Also called `rateLimit`."),
            May("disabled", Flag(), "Whether it gets nothing for now."),
            May("secret", Text(), "`whsec_` and base64 of 24 to 75 bytes (HMAC), or `whsk_` and base64 of an ed25519 key pair. Made when left out."),
            May("metadata", Map(Text()), "Anything of yours, at most 4096 bytes."),
            May("headers", Map(Text()), "Sent with every message."),
            May("kind", Choice("http", "poller"), "Ours: whether messages are posted, or its consumers come for them. Can't be changed."),
            May("deliveryOrder", Choice("any", "fifo"), "Ours: `fifo` sends one at a time, in the order accepted; a failing one holds the rest."),
            May("whenExhausted", Choice("skip", "hold"), "Ours: what a fifo endpoint does with one whose retries are used up.")),
        new InputSchema(
            "EndpointPatch", "What is to change; the rest stays.", """{"disabled":true}""",
            Some("url", Url(), "Where messages are posted."),
            May("uid", Name(), "Null takes it away."),
            Some("description", Text(0, 65_536), "For people."),
            May("eventTypes", Set(Name(), 0, 1000), "None or null: all."),
            May("channels", Set(Channel(), 0, 10), "None or null: all."),
            May("throttleRate", Whole(0, 65_535), "0 or null lifts it."),
            Some("disabled", Flag(), "Whether it gets nothing for now."),
            Some("metadata", Map(Text()), "In the place of what there is."),
            Some("deliveryOrder", Choice("any", "fifo"), "Ours: `fifo` sends one at a time, in the order accepted."),
            Some("whenExhausted", Choice("skip", "hold"), "Ours: what a fifo endpoint does with one whose retries are used up.")),
        new InputSchema(
            "EndpointSecretRotateIn", "The next secret. The one before signs beside it for a while.", """{"gracePeriodSeconds":3600}""",
            May("key", Text(), "Made when left out, of the same kind."),
            May("gracePeriodSeconds", Whole(0, 604_800), "A day when left out.")),
        new InputSchema(
            "EndpointHeadersIn", "All headers anew.", """{"headers":{"X-Team":"billing"}}""",
            Need("headers", Map(Text()), "Names that would change how a message is sent or verified are refused.")),
        new InputSchema(
            "EndpointHeadersPatchIn", "Headers to set, or with null to take away.", """{"headers":{"X-Team":null,"X-Region":"eu"}}""",
            Need("headers", Map(OrNull(Text())), "By name."),
            May("deleteHeaders", Set(Text()), "More names to take away.")),
        new InputSchema(
            "RecoverIn", "A span of time, at most 14 days back.", """{"since":"SINCE"}""",
            Need("since", Time(), "Messages accepted from then on."),
            May("until", Time(), "And before then; now when left out.")),
        new InputSchema(
            "ReplayIn", "A span of time.", """{"since":"SINCE"}""",
            Need("since", Time(), "Messages accepted from then on."),
            May("until", Time(), "And before then; now when left out.")),
        new InputSchema(
            "BulkReplayIn", "Which of an endpoint's messages to send again.", """{"since":"SINCE","eventTypes":["invoice.paid"],"status":2}""",
            Need("since", Time(), "Messages accepted from then on."),
            May("until", Time(), "And before then; now when left out."),
            May("eventTypes", Set(Name(), 0, 1000), "Only of these types."),
            May("channel", Channel(), "Only of this channel."),
            May("tag", Tag(), "Only with this tag."),
            May("status", Number(0, 1, 2, 3, 4), "Only those whose delivery ended so: 0 success, 2 fail, 4 canceled."),
            May("statusCodeClass", Number(0, 100, 200, 300, 400, 500), "Only those that were once answered so.")),
        new InputSchema(
            "EventExampleIn", "Which example to send.", """{"eventType":"invoice.paid"}""",
            Need("eventType", Name(), "Its schema gives the payload."),
            May("exampleIndex", Whole(0), "Of the schema's examples; 0 when left out.")),
    ];
}
