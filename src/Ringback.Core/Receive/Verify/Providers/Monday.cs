using Ringback.Core.Receive.Verify.Handshakes;

namespace Ringback.Core.Receive.Verify.Providers;

/// <summary>monday.com: webhooks that a board's owner makes aren't signed (https://developer.monday.com/api-reference/reference/webhooks).</summary>
internal static class Monday
{
    // Nothing says that triggerUuid is unique.
    public static EventShape Events { get; } = new()
    {
        Id = new BodyPlace("/event/triggerUuid"),
        Keys = [EventKey.Bytes(new BodyPlace("/event/triggerUuid"))],
        KeySource = "https://developer.monday.com/api-reference/reference/webhooks#sample-payload-for-webhook-events",
        Type = new BodyPlace("/event/type"),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys) =>
        new(type, new HandshakeVerifier(UrlTokenVerifier.Instance, EchoTable.Monday.Handshake), Events) { IsVerified = false };
}
