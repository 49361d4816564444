using System.Diagnostics;
using System.Net.Http;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>
/// The headers of a message, their names written once. Nothing is validated on the way: ours are right, and the
/// endpoint's own were checked when they were set.
/// </summary>
internal sealed class DestinationHeaders(IReadOnlyList<string> prefixes)
{
    public static readonly string UserAgent =
        "Ringback/" + typeof(DestinationHeaders).Assembly.GetName().Version!.ToString(3);

    private readonly (string Id, string Timestamp, string Signature)[] _names =
        [.. prefixes.Select(prefix => (prefix + "-id", prefix + "-timestamp", prefix + "-signature"))];

    private Second _second = new(0);

    public void AddTo(HttpRequestMessage message, in SendRequest request, long unixSeconds)
    {
        // A message's id is short; whatever it is, it is signed as it is sent.
        Span<byte> id = request.MessageId.Length <= 256 ? stackalloc byte[request.MessageId.Length] : new byte[request.MessageId.Length];
        Encoding.ASCII.GetBytes(request.MessageId, id);
        var signature = request.Signer.Sign(id, unixSeconds, request.Body.Span);
        var timestamp = TextOf(unixSeconds);
        foreach (var (idName, timestampName, signatureName) in _names)
        {
            message.Headers.TryAddWithoutValidation(idName, request.MessageId);
            message.Headers.TryAddWithoutValidation(timestampName, timestamp);
            message.Headers.TryAddWithoutValidation(signatureName, signature);
        }
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Content!.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        foreach (var (name, value) in request.Headers)
        {
            if (ReservedHeaders.IsOurs(name, prefixes)) continue;
            // .NET keeps Content-Language and its like with the body.
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content.Headers.TryAddWithoutValidation(name, value);
        }
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } trace } activity) return;
        message.Headers.TryAddWithoutValidation("traceparent", trace);
        if (!string.IsNullOrEmpty(activity.TraceStateString)) message.Headers.TryAddWithoutValidation("tracestate", activity.TraceStateString);
    }

    /// <summary>The same text for all that is sent within a second.</summary>
    private string TextOf(long unixSeconds)
    {
        var second = _second;
        if (second.UnixSeconds != unixSeconds) _second = second = new Second(unixSeconds);
        return second.Text;
    }

    private sealed class Second(long unixSeconds)
    {
        public long UnixSeconds => unixSeconds;

        public string Text { get; } = unixSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
