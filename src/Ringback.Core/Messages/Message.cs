using Ringback.Core.Ids;
using Ringback.Verification.Json;

namespace Ringback.Core.Messages;

/// <summary>One event with its payload, immutable once accepted.</summary>
internal sealed class Message
{
    private BodyView? _view;

    /// <value>The order of commit, given by the store; 0 before.</value>
    public long Seq { get; set; }

    public required Ksuid Id { get; init; }

    public required int ApplicationId { get; init; }

    public required string EventType { get; init; }

    public string? EventId { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long AcceptedAt { get; init; }

    /// <value>Unix milliseconds before which it isn't delivered; null at once.</value>
    public long? DeliverAt { get; init; }

    /// <value>Unix milliseconds from which the payload is dropped; null for the server's retention.</value>
    public long? ExpiresAt { get; init; }

    /// <value>The exact bytes that are sent; null once expunged or expired.</value>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <value>Content type of a raw payload; null for JSON.</value>
    public string? ContentType { get; init; }

    /// <value>The caller's <c>traceparent</c> (W3C Trace Context), carried to the attempts' spans.</value>
    public string? TraceParent { get; init; }

    /// <value>The payload as pointers see it: itself when it is JSON, else converted once. Empty when it can't be read.</value>
    public ReadOnlyMemory<byte> Json => ContentType is null ? Payload.GetValueOrDefault() : View.Json;

    /// <value>What the payload was read as.</value>
    public BodyFormat BodyFormat => ContentType is null ? BodyFormat.Json : View.Format;

    /// <value>Why nothing can be looked up in the payload, as a sentence; null when it can be read.</value>
    public string? BodyProblem => ContentType is null ? null : View.Problem;

    /// <value>The view of the payload, where it was made already.</value>
    public BodyView? Known
    {
        init => _view = value;
    }

    public string PublicId => IdPrefix.Message + Id;

    public int Size => 256 + (Payload?.Length ?? 0);

    private BodyView View => _view ??= BodyView.Read(Payload.GetValueOrDefault(), ContentType);

    /// <summary>Lets go of what was made to look into the payload, which may be larger than it: it is made again when it is asked for.</summary>
    public void ForgetView() => _view = null;
}
