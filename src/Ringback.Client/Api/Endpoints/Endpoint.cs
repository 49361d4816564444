namespace Ringback.Client.Api;

/// <summary>Where messages are sent to, as the server shows it.</summary>
public record Endpoint
{
    /// <summary><c>ep_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Your own name for it, if it has one.</summary>
    public string? Uid { get; init; }

    /// <summary>What messages are posted to; empty of a poller.</summary>
    public required string Url { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it is off and gets no messages.</summary>
    public bool Disabled { get; init; }

    /// <summary>It gets these only; null: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>It gets messages that name one of these only; null: all.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Messages a second; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>Whatever you keep with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>http</c> or <c>poller</c>.</summary>
    public string Kind { get; init; } = "http";

    /// <summary><c>any</c> or <c>fifo</c>.</summary>
    public string DeliveryOrder { get; init; } = "any";

    /// <summary>Of <c>fifo</c>: <c>skip</c> or <c>hold</c>.</summary>
    public string WhenExhausted { get; init; } = "skip";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An endpoint to be made, or put in the place of another.</summary>
public sealed record EndpointInput
{
    /// <summary>What messages are posted to, http or https; null of a poller.</summary>
    public string? Url { get; init; }

    /// <summary>Your own name for it, unique in its application; it doesn't begin with <c>ep_</c>.</summary>
    public string? Uid { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is off and gets no messages.</summary>
    public bool? Disabled { get; init; }

    /// <summary>It gets these only, each of them a registered event type; null: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>It gets messages that name one of these only; null: all.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Messages a second, 1 or more; null: no limit.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>
    /// <c>whsec_</c> and base64 of 24 to 75 bytes (HMAC), or <c>whsk_</c> and base64 of an ed25519 key pair; null: the server makes one.
    /// A PUT leaves the secret of what is there.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Sent with every message. A PUT leaves the headers of what is there.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Whatever you keep with it, up to 4096 bytes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary><c>http</c> (default): messages are posted. <c>poller</c>: consumers ask for them. It can't be changed.</summary>
    public string? Kind { get; init; }

    /// <summary><c>any</c> (default), or <c>fifo</c>: one at a time, in the order of acceptance.</summary>
    public string? DeliveryOrder { get; init; }

    /// <summary>Of <c>fifo</c>, once the retries of a message are used up: <c>skip</c> (default) or <c>hold</c>.</summary>
    public string? WhenExhausted { get; init; }
}

/// <summary>What is changed of an endpoint; null stays as it is.</summary>
public sealed record EndpointPatch
{
    /// <summary>What messages are posted to, http or https.</summary>
    public string? Url { get; init; }

    /// <summary>Your own name for it.</summary>
    public string? Uid { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is off and gets no messages.</summary>
    public bool? Disabled { get; init; }

    /// <summary>It gets these only; an empty list: all.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>It gets messages that name one of these only; an empty list: all.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Messages a second; 0 takes the limit away.</summary>
    public int? ThrottleRate { get; init; }

    /// <summary>In the place of all that is there.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary><c>any</c> or <c>fifo</c>.</summary>
    public string? DeliveryOrder { get; init; }

    /// <summary>Of <c>fifo</c>: <c>skip</c> or <c>hold</c>.</summary>
    public string? WhenExhausted { get; init; }
}
