using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ringback.Client;

/// <summary>What a sender is told of a body that isn't taken.</summary>
internal sealed record BodyFailure(int Status, string Title, string Detail)
{
    public static readonly BodyFailure Bomb = new(StatusCodes.Status413PayloadTooLarge, TooLargeTitle, "It becomes more than a hundred times as large when it is unpacked.");
    public static readonly BodyFailure NotGzip = new(StatusCodes.Status400BadRequest, "The body can't be read.", "It isn't gzip although its Content-Encoding says so.");
    public static readonly BodyFailure NoRoom = new(StatusCodes.Status503ServiceUnavailable, "Too many large bodies are in flight.", "Send it again later.");
    private const string TooLargeTitle = "The body is too large.";

    public static BodyFailure TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, TooLargeTitle, string.Create(CultureInfo.InvariantCulture, $"At most {limit} bytes are accepted."));
}

/// <summary>A body that was read.</summary>
/// <param name="Bytes">As it came, or unpacked.</param>
/// <param name="Sent">As it came, if it was packed; else null.</param>
/// <param name="Failure">Why there is no body; null when there is.</param>
internal readonly record struct ReadBody(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte>? Sent = null, BodyFailure? Failure = null);
