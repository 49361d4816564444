using System.Buffers;
using System.Net.Http;
using System.Net.Sockets;

namespace Ringback.Core.Http;

/// <summary>How the reading of a response's body ended. The status was known before and doesn't depend on it.</summary>
internal enum BodyEnd : byte
{
    /// <summary>The body was whole, or it was longer than what is read of one.</summary>
    Read,

    /// <summary>The connection or the stream was closed before the body ended.</summary>
    Broken,

    /// <summary>The body did not end within the time for the whole exchange.</summary>
    TooSlow,

    /// <summary>The body's framing is not valid HTTP.</summary>
    Malformed,
}

/// <summary>What was read of a response's body, and how the reading ended.</summary>
internal readonly record struct ResponseBody(byte[] Bytes, BodyEnd End)
{
    /// <summary>
    /// Reads the first <paramref name="keep"/> bytes, and reads on up to <paramref name="most"/> bytes so that the connection can be used
    /// again. A body that ends badly is a result with the bytes that came before.
    /// </summary>
    public static async ValueTask<ResponseBody> ReadAsync(HttpContent content, int most, int keep, CancellationToken cancellation)
    {
        keep = Math.Min(keep, most);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(keep, 1024));
        byte[]? whole = null;
        var kept = 0;
        var end = BodyEnd.Read;
        try
        {
            var stream = content.ReadAsStream(cancellation);
            for (var count = 1; count > 0 && kept < keep; kept += count)
                count = await stream.ReadAsync(buffer.AsMemory(kept, keep - kept), cancellation).ConfigureAwait(false);
            if (kept == keep)
            {
                // From here on the buffer is only read over.
                whole = buffer.AsSpan(0, kept).ToArray();
                for (int read = kept, count = 1; count > 0 && read < most; read += count)
                    count = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most - read)), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (EndOf(exception, cancellation) is { } bad)
        {
            end = bad;
        }

        var bytes = whole ?? buffer.AsSpan(0, kept).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return new ResponseBody(bytes, end);
    }

    /// <returns>Null: the exception is none of the network's.</returns>
    private static BodyEnd? EndOf(Exception exception, CancellationToken cancellation)
    {
        // A connection that is cut at the time limit may show as a failure of the network.
        if (exception is OperationCanceledException || cancellation.IsCancellationRequested)
            return BodyEnd.TooSlow;
        if (exception is not (IOException or HttpRequestException or SocketException))
            return null;
        return SendFailure.KindOf(exception) is FailureKind.ProtocolError or FailureKind.HeadTooLarge ? BodyEnd.Malformed : BodyEnd.Broken;
    }
}
