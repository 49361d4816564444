using System.Security.Cryptography;

namespace Ringback.Client;

/// <summary>One event of a request whose sender is proven.</summary>
public sealed class WebhookEvent
{
    internal WebhookEvent(string? id, bool isIdSigned, string? type, ReadOnlyMemory<byte> body)
    {
        Id = id;
        IsIdSigned = isIdSigned;
        Type = type;
        Body = body;
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
    /// What tells this event from all others of its source: <see cref="Id"/>, or <c>sha256:</c> and the hash of
    /// <see cref="Body"/> in hex where there is no id that could be kept.
    /// </summary>
    public string Key => Id is { Length: > 0 } id && !id.Contains('\0') ? id : KeyOf(Body);

    /// <summary><c>sha256:</c> and the hash of the bytes in lower-case hex.</summary>
    internal static string KeyOf(ReadOnlyMemory<byte> body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body.Span));
}
