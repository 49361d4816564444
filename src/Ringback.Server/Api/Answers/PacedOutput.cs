using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Ringback.Core.Paging;

namespace Ringback.Server.Api.Answers;

/// <summary>
/// Sends an answer in slices, each when the connection has taken those before, so that what its client doesn't read waits here and not in
/// the connection's buffer too. A client that reads too slowly is cut off: what it holds is other clients' room.
/// </summary>
/// <param name="http">Of the request.</param>
/// <param name="clock">Ends the waiting.</param>
/// <param name="held">Bytes of the memory for answers that are held until it is sent.</param>
internal sealed class PacedOutput(HttpContext http, TimeProvider clock, long held = 0)
{
    /// <value>At which every client has to read, over the whole answer.</value>
    public const int BytesPerSecond = 16 * 1024;

    /// <value>What holds more than a page has to be read faster, so that it isn't held for longer: in about four minutes.</value>
    public const long SecondsOfPage = PageRequest.MostBytes / BytesPerSecond;

    /// <value>On top of that.</value>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int Slice = 32 * 1024;

    private readonly double _rate = Math.Max(BytesPerSecond, held / SecondsOfPage);
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
        var left = Grace + TimeSpan.FromSeconds(_sent / _rate) - clock.GetElapsedTime(_began);
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
