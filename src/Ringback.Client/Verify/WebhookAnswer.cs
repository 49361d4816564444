using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>An answer that a provider waits for: to a handshake, or in place of a bare 200.</summary>
public sealed class WebhookAnswer
{
    internal WebhookAnswer(ProviderAnswer answer)
    {
        Status = answer.Status;
        ContentType = answer.ContentType;
        Body = answer.Body;
        Headers = [.. answer.Headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))];
    }

    /// <summary>The HTTP status, 2xx.</summary>
    public int Status { get; }

    /// <summary>The <c>Content-Type</c>; null when there is no body.</summary>
    public string? ContentType { get; }

    /// <summary>The body's bytes; may be empty.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Headers beside those of the body: mostly none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }
}
