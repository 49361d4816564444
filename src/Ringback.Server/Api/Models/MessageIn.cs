using System.Text.Json;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>A message that was posted, validated. Read by <see cref="MessageReader"/>.</summary>
internal sealed record MessageIn
{
    public required string EventType { get; init; }

    public string? EventId { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What is delivered, byte for byte as it was sent: a slice of the body, or the raw payload's text in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether <see cref="Payload"/> is a raw one, which needn't be JSON.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Of a raw payload, where it was given; null: JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>Made when it isn't there.</summary>
    public ApplicationIn? Application { get; init; }

    /// <summary>Unix milliseconds; null: at once.</summary>
    public long? DeliverAt { get; init; }

    /// <summary>How long the payload is kept; null: as long as the server keeps messages.</summary>
    public TimeSpan? PayloadRetention { get; init; }

    /// <summary>Described here; read by <see cref="MessageReader"/>, by the same rules.</summary>
    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "MessageIn", "A message to be sent.",
            """{"eventType":"invoice.paid","eventId":"invoice-1337-paid","payload":{"type":"invoice.paid","invoice":1337,"amount":"49.90"}}""");

        public static readonly TextRule EventIdRule = TextRule.Uid(IdPrefix.Message);
        public static readonly TextsRule ChannelsRule = Texts(TextRule.Channel, 1, 5);
        public static readonly TextsRule TagsRule = Texts(TextRule.Tag, 0, 5);
        public static readonly WholeRule DaysRule = Whole(5, 90);
        public static readonly WholeRule HoursRule = Whole(1, DaysRule.Most * 24);

        public static readonly Field<string> EventType = Shape.Required("eventType", Text(TextRule.EventType), "The event type; it doesn't need to be registered.");
        public static readonly Field<JsonElement?> Payload = Shape.Required("payload", AnyObject(), "The payload; it is sent byte for byte as in this request.");
        public static readonly Field<string> EventId = Shape.Optional(
            "eventId", Text(EventIdRule), "Your own name for it, unique in its application; may not begin with `msg_`.");

        public static readonly Field<IReadOnlyList<string>> Channels = Shape.Optional(
            "channels", ChannelsRule, "Endpoints with channels get the message if they have one of these.");

        public static readonly Field<IReadOnlyList<string>> Tags = Shape.Optional("tags", TagsRule, "Labels for searching.");
        public static readonly Field<long?> DeliverAt = Shape.Optional("deliverAt", Time(), "The message isn't sent before this time.");
        public static readonly Field<int?> RetentionDays = Shape.Optional("payloadRetentionPeriod", DaysRule, "The days after which the payload is removed.");
        public static readonly Field<int?> RetentionHours = Shape.Optional("payloadRetentionHours", HoursRule, "The hours after which the payload is removed; this value is used if both are given.");
        public static readonly Field<JsonFields> Application = Shape.Optional(
            "application", Object(ApplicationIn.Fields.Shape), "The application is created if it doesn't exist. Its `uid` must be the one in the path.");

        public static readonly Field<JsonFields> TransformationsParams = Shape.Optional(
            "transformationsParams", Object(RawPayloadIn.Shape), "A text that is sent instead of the payload.");
    }
}
