using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ringback.Client;

/// <summary>Reads a body as it came, up to a limit. Memory is taken as bytes come, not as their sender announces them.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Null when it is longer than the limit.</summary>
    public static async Task<byte[]?> Read(HttpRequest request, int limit)
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
}
