using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Reads whole request bodies, up to a limit, into one array that may be kept. A byte order mark before the text is passed over, as
/// RFC 8259, 8.1 allows; some editors and libraries write one.
/// </summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static ValueTask<Input<ReadOnlyMemory<byte>>> ReadAsync(HttpContext http, int limit)
    {
        var request = http.Request;
        if (Refusal(request) is { } refusal) return new(new Input<ReadOnlyMemory<byte>>(refusal));
        if (request.ContentLength is not { } length) return ReadChunkedAsync(request.BodyReader, limit, http.RequestAborted);
        if (length > limit) return new(new Input<ReadOnlyMemory<byte>>(ApiError.TooLarge(limit)));
        if (length == 0) return new(new Input<ReadOnlyMemory<byte>>(default, default));
        return ReadSizedAsync(request.BodyReader, (int)length, http.RequestAborted);
    }

    /// <summary>JSON is UTF-8 (RFC 8259, 8.1) and we don't unpack. Any other type is taken for JSON: curl's default says form.</summary>
    private static ApiError? Refusal(HttpRequest request)
    {
        if (request.Headers.TryGetValue(HeaderNames.ContentEncoding, out var coding) && coding is not ["identity"])
            return ApiError.UnsupportedMedia("Send the body without Content-Encoding.");
        if (request.ContentType is not { } type || type == "application/json") return null;
        return MediaTypeHeaderValue.TryParse(type, out var media) && media.Charset.HasValue
            && !media.Charset.Value.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? ApiError.UnsupportedMedia("Send the body in UTF-8.")
            : null;
    }

    private static async ValueTask<Input<ReadOnlyMemory<byte>>> ReadSizedAsync(PipeReader reader, int length, CancellationToken aborted)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var filled = 0;
        while (filled < length)
        {
            var result = await reader.ReadAsync(aborted);
            var buffer = result.Buffer;
            buffer.CopyTo(bytes.AsSpan(filled));
            filled += (int)buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (result.IsCompleted && filled < length) return new(ApiError.Bad("The body ended before its Content-Length."));
        }
        return Whole(bytes);
    }

    private static async ValueTask<Input<ReadOnlyMemory<byte>>> ReadChunkedAsync(PipeReader reader, int limit, CancellationToken aborted)
    {
        var writer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await reader.ReadAsync(aborted);
            var buffer = result.Buffer;
            var tooLarge = buffer.Length > limit - writer.WrittenCount;
            if (!tooLarge)
            {
                foreach (var segment in buffer) writer.Write(segment.Span);
            }
            reader.AdvanceTo(buffer.End);
            if (tooLarge) return new(ApiError.TooLarge(limit));
            if (result.IsCompleted) return Whole(writer.WrittenMemory);
        }
    }

    private static Input<ReadOnlyMemory<byte>> Whole(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(ByteOrderMark)) body = body[ByteOrderMark.Length..];
        return new(body, body);
    }
}
