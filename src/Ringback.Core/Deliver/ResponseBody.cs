using System.Buffers;
using System.Net.Http;

namespace Ringback.Core.Deliver;

/// <summary>Reads of a response what the record keeps, and a little on, so that the connection can be used again.</summary>
internal static class ResponseBody
{
    /// <summary>The first <paramref name="keep"/> bytes, having read <paramref name="most"/> at most.</summary>
    public static async ValueTask<byte[]> ReadAsync(HttpContent content, int most, int keep, CancellationToken cancellation)
    {
        var stream = content.ReadAsStream(cancellation);
        keep = Math.Min(keep, most);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(keep, 1024));
        try
        {
            var kept = await stream.ReadAtLeastAsync(buffer.AsMemory(0, keep), keep, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            var response = buffer.AsSpan(0, kept).ToArray();
            if (kept < keep) return response;
            for (var read = kept; read < most;)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most - read)), cancellation).ConfigureAwait(false);
                if (count == 0) break;
                read += count;
            }
            return response;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
