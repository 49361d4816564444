namespace Ringback.Core.Receive;

/// <summary>A request that wasn't taken, kept so that its sender or a wrong secret can be put right: headers with secrets masked, a part of the body.</summary>
internal sealed record RefusedRequest
{
    /// <value>Bytes of a body that are kept.</value>
    public const int MostBody = 4096;

    /// <value>Bytes of headers that are kept.</value>
    public const int MostHeaders = 8192;

    /// <value>Given by the store, in the order of arrival; 0 before.</value>
    public long Id { get; init; }

    /// <value>The source's.</value>
    public required int ApplicationId { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long At { get; init; }

    /// <value>What it was answered with.</value>
    public required int Status { get; init; }

    /// <value>One of few words, the same as in the metrics: <c>no_match</c>.</value>
    public required string Reason { get; init; }

    /// <value>A sentence for the source's owner.</value>
    public string Detail { get; init; } = "";

    public required string Method { get; init; }

    public string Target { get; init; } = "";

    public string? RemoteAddress { get; init; }

    /// <value>As in <see cref="Messages.ReceivedDetails.Headers"/>.</value>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <value>Its beginning; empty when it wasn't read.</value>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <value>Bytes of the whole body; null when that isn't known.</value>
    public long? BodyLength { get; init; }

    public int Size => 512 + Headers.Length + Body.Length;
}

/// <param name="ApplicationId">The source's.</param>
/// <param name="Reason">As in <see cref="RefusedRequest.Reason"/>.</param>
/// <param name="Count">Since the source was made, also of those that weren't kept.</param>
/// <param name="Last">Unix milliseconds.</param>
internal readonly record struct RefusedCount(int ApplicationId, string Reason, long Count, long Last);
