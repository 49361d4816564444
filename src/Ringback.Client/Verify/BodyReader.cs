using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ringback.Verification.Packed;

namespace Ringback.Client;

/// <summary>Reads a body up to a limit, and unpacks what is in gzip. Memory is taken as bytes come, not as their sender announces them.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 16 * 1024;
    private static readonly GzipUnpacker Unpacker = new();

    /// <param name="request">Its body is read to the end.</param>
    /// <param name="limit">Bytes, of what is sent and of what it is unpacked.</param>
    public static async Task<ReadBody> Read(HttpRequest request, int limit)
    {
        if (await ReadSent(request, limit) is not { } sent) return new ReadBody(default, Failure: BodyFailure.TooLarge(limit));
        return BodyCodings.Read(request.Headers.ContentEncoding) == BodyCoding.Gzip ? Unpack(request, sent, limit) : new ReadBody(sent);
    }

    private static ReadBody Unpack(HttpRequest request, byte[] sent, int limit)
    {
        var unpacked = Unpacker.Unpack(sent, limit, out var held);
        if (held > 0) request.HttpContext.Response.RegisterForDispose(new Room(held));
        return unpacked.Outcome switch
        {
            UnpackOutcome.Unpacked => new ReadBody(unpacked.Bytes, sent),
            UnpackOutcome.TooLarge => new ReadBody(default, sent, BodyFailure.TooLarge(limit)),
            UnpackOutcome.Bomb => new ReadBody(default, sent, BodyFailure.Bomb),
            UnpackOutcome.NoRoom => new ReadBody(default, sent, BodyFailure.NoRoom),
            _ => new ReadBody(default, sent, BodyFailure.NotGzip),
        };
    }

    /// <summary>Null when it is longer than the limit.</summary>
    private static async Task<byte[]?> ReadSent(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit) return null;
        // The server's own limit may be lower than ours; it counts the framing of chunks too, so there is room left for that.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = 8L * limit + 65_536;
        var buffer = new byte[Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == request.ContentLength) return buffer;
                Array.Resize(ref buffer, (int)Math.Min(request.ContentLength ?? limit + 1L, buffer.Length * 2L + 1));
            }
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted);
            if (read == 0) return length == buffer.Length ? buffer : buffer[..length];
            length += read;
            if (length > limit) return null;
        }
    }

    /// <summary>What an unpacked body takes of the budget, until its request is answered.</summary>
    private sealed class Room(long held) : IDisposable
    {
        public void Dispose() => Unpacker.Release(held);
    }
}
