using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Http;

namespace Ringback.Server.Gateway;

/// <summary>A body that was read, or what is answered instead.</summary>
internal readonly record struct IngestBodyResult(ReadOnlyMemory<byte> Bytes, GatewayRefusal? Refusal)
{
    public static readonly IngestBodyResult TooLarge = Refuse(413, "payload_too_large", RefusedReason.TooLarge, "the body is larger than the source's rules allow");
    public static readonly IngestBodyResult Bomb = Refuse(413, "payload_too_large", RefusedReason.TooLarge, "the unpacked body is more than a hundred times as large as what was sent");
    public static readonly IngestBodyResult TooSlow = Refuse(408, "request_timeout", RefusedReason.TooSlow, "the body took too long to arrive");
    public static readonly IngestBodyResult Incomplete = Refuse(400, "generic_error", RefusedReason.Broken, "the body is incomplete");
    public static readonly IngestBodyResult NotGzip = Refuse(400, "generic_error", RefusedReason.Broken, "the body isn't gzip although its Content-Encoding says so");
    public static readonly IngestBodyResult NoRoom = new(default, new GatewayRefusal(GatewayReply.Unavailable, RefusedReason.NoRoom, "too many large bodies were in flight"));

    /// <summary>The sender is told the same as the source's owner.</summary>
    private static IngestBodyResult Refuse(int status, string code, string reason, string detail) =>
        new(default, new GatewayRefusal(GatewayReply.Refusal(status, code, $"{char.ToUpperInvariant(detail[0])}{detail[1..]}."), reason, detail));
}

/// <summary>
/// Reads whole bodies of senders that nothing is known about yet. Memory is taken as bytes come, not as a header announces them, and all
/// large bodies together have a budget. They have their time, beside Kestrel's least rate of 240 bytes a second.
/// </summary>
internal sealed class IngestBody
{
    private const int Small = 64 * 1024;

    /// <value>Of all bodies over 64 KiB that are being read.</value>
    private const long Budget = 256L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long _taken;

    public ValueTask<IngestBodyResult> ReadAsync(HttpContext http, int limit)
    {
        var length = http.Request.ContentLength;
        if (length > limit) return new(IngestBodyResult.TooLarge);
        if (length == 0) return new(default(IngestBodyResult));
        var reading = http.Request.BodyReader.ReadAsync(http.RequestAborted);
        if (reading.IsCompletedSuccessfully && length is <= Small && reading.Result.Buffer.Length == length)
        {
            // Mostly the body is there with the head.
            var buffer = reading.Result.Buffer;
            var bytes = GC.AllocateUninitializedArray<byte>((int)length);
            System.Buffers.BuffersExtensions.CopyTo(buffer, bytes);
            http.Request.BodyReader.AdvanceTo(buffer.End);
            return new(new IngestBodyResult(bytes, null));
        }
        return WaitAsync(http, reading, length, limit);
    }

    private async ValueTask<IngestBodyResult> WaitAsync(HttpContext http, ValueTask<ReadResult> first, long? length, int limit)
    {
        var time = TimeLimit.Start(Patience, http.RequestAborted);
        var taken = 0L;
        try
        {
            // The first read goes by the request's own end; from the second on the time counts.
            using var late = time.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), http.Request.BodyReader);
            return await ReadAsync(http.Request.BodyReader, first, length, limit, Take);
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status408RequestTimeout ? IngestBodyResult.TooSlow : IngestBodyResult.Incomplete;
        }
        catch (IOException)
        {
            // Chunks that are none, or a connection that ended.
            return IngestBodyResult.Incomplete;
        }
        finally
        {
            time.GiveBack();
            Interlocked.Add(ref _taken, -taken);
        }

        bool Take(int more)
        {
            if (Interlocked.Add(ref _taken, more) > Budget)
            {
                Interlocked.Add(ref _taken, -more);
                return false;
            }
            taken += more;
            return true;
        }
    }

    private static async ValueTask<IngestBodyResult> ReadAsync(PipeReader reader, ValueTask<ReadResult> first, long? length, int limit, Func<int, bool> take)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(length ?? 4096, Small));
        var filled = 0;
        for (var result = await first; ; result = await reader.ReadAsync())
        {
            var buffer = result.Buffer;
            var needed = filled + buffer.Length;
            if (needed > limit || (needed > bytes.Length && !TryGrow(ref bytes, filled, (int)needed, length, limit, take)))
            {
                reader.AdvanceTo(buffer.End);
                return needed > limit ? IngestBodyResult.TooLarge : IngestBodyResult.NoRoom;
            }
            System.Buffers.BuffersExtensions.CopyTo(buffer, bytes.AsSpan(filled));
            filled = (int)needed;
            reader.AdvanceTo(buffer.End);
            if (result.IsCanceled) return IngestBodyResult.TooSlow;
            if (filled == length || (result.IsCompleted && length is null)) return new IngestBodyResult(bytes.AsMemory(0, filled), null);
            if (result.IsCompleted) return IngestBodyResult.Incomplete;
        }
    }

    private static bool TryGrow(ref byte[] bytes, int filled, int needed, long? length, int limit, Func<int, bool> take)
    {
        var size = (int)Math.Clamp(2L * bytes.Length, needed, Math.Max(needed, Math.Min(length ?? limit, limit)));
        if (size > Small && !take(size)) return false;
        var larger = GC.AllocateUninitializedArray<byte>(size);
        bytes.AsSpan(0, filled).CopyTo(larger);
        bytes = larger;
        return true;
    }
}
