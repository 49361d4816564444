using Ringback.Verification.Handshakes;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>Providers whose requests aren't signed: a secret that both know comes with each, or the URL's token is all.</summary>
internal static class TokenProviders
{
    // An id is optional in Graph's notifications, and what has none may come twice with the same bytes.
    public static EventShape GraphEvents { get; } = new()
    {
        Id = new BodyPlace("/id"),
        Keys = [new EventKey(new BodyPlace("/id"), KeyPart.Optional(new BodyPlace("/subscriptionId")))],
        KeySource = "https://learn.microsoft.com/graph/api/resources/changenotification#properties",
        Undocumented = EventShape.SameInRetry,
        Type = new FirstPlace(new BodyPlace("/lifecycleEvent"), new BodyPlace("/changeType")),
        Items = JsonPointer.Parse("/value"),
    };

    // Event Grid's own schema, then that of CloudEvents.
    public static EventShape EventGridEvents { get; } = new()
    {
        Id = new BodyPlace("/id"),
        Keys = [new EventKey(new BodyPlace("/id"), new FirstPlace(new BodyPlace("/eventType"), new BodyPlace("/type")), KeyPart.Optional(new BodyPlace("/topic")), KeyPart.Optional(new BodyPlace("/source")))],
        KeySource = "https://learn.microsoft.com/azure/event-grid/event-schema#event-properties",
        Type = new FirstPlace(new BodyPlace("/eventType"), new BodyPlace("/type")),
        Items = JsonPointer.Parse(""),
    };

    // In the body (structured mode, and batches), or in headers (binary mode).
    public static EventShape CloudEvents { get; } = new()
    {
        Id = new FirstPlace(new BodyPlace("/id"), new HeaderPlace("ce-id")),
        Keys =
        [
            new EventKey(new HeaderPlace("ce-source"), new HeaderPlace("ce-id")) { IsSigned = false },
            new EventKey(new BodyPlace("/source"), new BodyPlace("/id")),
        ],
        IdIsUnsigned = true,
        // An event that is sent again may have the same id, and need not.
        KeySource = "https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md#id",
        Undocumented = EventShape.SameInRetry,
        Type = new FirstPlace(new HeaderPlace("ce-type"), new BodyPlace("/type")),
        Items = JsonPointer.Parse(""),
        // Binary mode: the body is the event's data, a list too.
        Whole = new HeaderPlace("ce-id"),
    };

    public static EventShape OktaEvents { get; } = new()
    {
        Id = new BodyPlace("/uuid"),
        KeySource = "https://developer.okta.com/docs/concepts/event-hooks/#ongoing-event-delivery",
        Type = new BodyPlace("/eventType"),
        Items = JsonPointer.Parse("/data/events"),
    };

    public static EventShape StravaEvents { get; } = new()
    {
        Keys = [EventKey.Bytes(new BodyPlace("/event_time"))],
        KeySource = "https://developers.strava.com/docs/webhooks/#event-data",
        Type = new JoinedPlace(new BodyPlace("/object_type"), new BodyPlace("/aspect_type")),
    };

    /// <summary>The notification's <c>clientState</c>, in each of its items (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks).</summary>
    public static SourceProfile? BuildGraph(string type, ConfigReader config, IKeyHost keys) =>
        config.Secret("clientState") is not { } state ? null
        : new SourceProfile(type, new HandshakeVerifier(new ItemTokenVerifier(JsonPointer.Parse("/value"), "clientState", state), EchoTable.MicrosoftGraph.Handshake), GraphEvents);

    /// <summary>A header that the subscription adds to each delivery (https://learn.microsoft.com/azure/event-grid/delivery-properties), or the URL's token alone.</summary>
    public static SourceProfile? BuildEventGrid(string type, ConfigReader config, IKeyHost keys)
    {
        var header = config.HeaderName("header") ?? "Authorization";
        var secret = config.OptionalSecret("secret");
        if (config.Failed) return null;
        IRequestVerifier verifier = secret is null ? UrlTokenVerifier.Instance : new TokenVerifier(new HeaderPlace(header), secret);
        // Which handshake comes depends on the schema of the subscription.
        var (echo, grant) = (EchoTable.EventGrid.Handshake, new CloudEventsGrant(origins: null).Handshake);
        var either = new Handshake((in IncomingRequest request) => echo.Answer(request) ?? grant.Answer(request), [.. grant.Methods]);
        return new SourceProfile(type, new HandshakeVerifier(verifier, either), EventGridEvents) { IsVerified = secret is not null };
    }

    /// <summary>A bearer's token in a header or in the query (https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#3-authorization).</summary>
    public static SourceProfile? BuildCloudEvents(string type, ConfigReader config, IKeyHost keys)
    {
        var origins = config.OptionalTexts("origins", most: 20);
        var secret = config.OptionalSecret("secret");
        if (config.Failed) return null;
        IRequestVerifier verifier = secret is null
            ? UrlTokenVerifier.Instance
            : new TokenVerifier(new FirstPlace(new HeaderPlace("Authorization", "Bearer ") { IgnorePrefixCase = true }, new QueryPlace("access_token")), secret);
        return new SourceProfile(type, new HandshakeVerifier(verifier, new CloudEventsGrant(origins).Handshake), CloudEvents) { IsVerified = secret is not null };
    }

    /// <summary>The header with which the event hook was set up (https://developer.okta.com/docs/concepts/event-hooks/#requests-sent-by-okta).</summary>
    public static SourceProfile? BuildOkta(string type, ConfigReader config, IKeyHost keys)
    {
        var header = config.HeaderName("header") ?? "Authorization";
        return config.Secret("secret") is not { } secret ? null
            : new SourceProfile(type, new HandshakeVerifier(new TokenVerifier(new HeaderPlace(header), secret), EchoTable.Okta.Handshake), OktaEvents);
    }

    /// <summary>Strava signs nothing: its verify token is for the handshake only.</summary>
    public static SourceProfile? BuildStrava(string type, ConfigReader config, IKeyHost keys) =>
        config.Secret("verifyToken") is not { } token ? null
        : new SourceProfile(type, new HandshakeVerifier(UrlTokenVerifier.Instance, EchoTable.Strava.With(new TokenVerifier(new QueryPlace("hub.verify_token"), token))), StravaEvents)
        {
            IsVerified = false,
        };
}
