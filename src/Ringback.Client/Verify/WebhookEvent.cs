using System.Security.Cryptography;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>One event of a request whose sender is proven.</summary>
public sealed class WebhookEvent
{
    private readonly EventIdentity _identity;

    internal WebhookEvent(in IncomingEvent incoming, bool isIdSigned)
    {
        Id = incoming.Id;
        IsIdSigned = isIdSigned && incoming.Id is not null;
        Type = incoming.Type;
        Body = incoming.Raw;
        _identity = incoming.Identity;
    }

    /// <summary>The provider's own id, the same whenever it sends the event again; null when it gives none.</summary>
    public string? Id { get; }

    /// <summary>
    /// Whether the signature covers <see cref="Id"/>. GitHub, Shopify and a few others put it into a header that isn't signed:
    /// who has caught a request could send it once more under another id.
    /// </summary>
    public bool IsIdSigned { get; }

    /// <summary>As the provider writes it (<c>invoice.paid</c>, <c>orders/create</c>); null when it says none.</summary>
    public string? Type { get; }

    /// <summary>The event's bytes as they came: the whole body, or its slice where a provider sends lists.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// What tells this event from all others of its source: the provider's id where its documentation calls that unique;
    /// <c>key:</c> and a hash of several fields where it is unique only together with them; otherwise <c>sha256:</c> and the hash
    /// of <see cref="Body"/>. Hashes are in hex.
    /// </summary>
    public string Key =>
        _identity.Text is { Length: > 0 } text && !text.Contains('\0') ? text
        : _identity.Tuple is { } tuple ? "key:" + Convert.ToHexStringLower(SHA256.HashData(tuple))
        : KeyOf(Body);

    /// <summary><c>sha256:</c> and the hash of the bytes in lower-case hex.</summary>
    internal static string KeyOf(ReadOnlyMemory<byte> body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body.Span));
}
