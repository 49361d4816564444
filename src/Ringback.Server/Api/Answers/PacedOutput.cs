using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Ringback.Server.Api.Answers;

/// <summary>
/// Sends an answer in slices, each when the connection has taken those before, so that what its client doesn't read waits here and not in
/// the connection's buffer too. A client that reads too slowly is cut off: what it holds is other clients' room.
/// </summary>
internal sealed class PacedOutput(HttpContext http, TimeProvider clock)
{
    /// <value>At which every client has to read, over the whole answer.</value>
    public const int BytesPerSecond = 16 * 1024;

    /// <value>On top of that.</value>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int Slice = 32 * 1024;

    private readonly long _began = Begin(http, clock);
    private long _sent;

    /// <returns>False: the client is gone, or was cut off.</returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var pipe = http.Response.BodyWriter;
        while (!bytes.IsEmpty)
        {
            var slice = bytes[..Math.Min(Slice, bytes.Length)];
            bytes = bytes[slice.Length..];
            pipe.Write(slice.Span);
            _sent += slice.Length;
            // A connection that ends completes it.
            var flushing = pipe.FlushAsync(CancellationToken.None);
            var taken = flushing.IsCompletedSuccessfully ? !flushing.Result.IsCompleted : await TakenAsync(flushing.AsTask());
            if (!taken) return false;
        }
        return true;
    }

    private static long Begin(HttpContext http, TimeProvider clock)
    {
        // Kestrel has a rate of its own, for each write. One of the two decides.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        return clock.GetTimestamp();
    }

    private async Task<bool> TakenAsync(Task<FlushResult> flushing)
    {
        var left = Grace + TimeSpan.FromSeconds((double)_sent / BytesPerSecond) - clock.GetElapsedTime(_began);
        try
        {
            return !(await flushing.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock)).IsCompleted;
        }
        catch (TimeoutException)
        {
            http.Abort();
            await ((Task)flushing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
    }
}
