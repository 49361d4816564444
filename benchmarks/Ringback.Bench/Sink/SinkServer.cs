using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ringback.Bench.Children;
using Ringback.Bench.Load;

namespace Ringback.Bench.Sink;

/// <summary>
/// The receiver: answers 204 and counts. <c>/timed…</c> also takes the time from the payload's <c>"sent"</c>;
/// <c>/hang/{milliseconds}…</c> answers so late; anything else is only counted.
/// <c>GET /_counts</c> and <c>POST /_reset</c> are for the bench itself.
/// </summary>
internal sealed class SinkServer(SharedCounter arrived, bool tellApart)
{
    private readonly Histogram _latencies = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Lock _idsLock = new();
    private long _before, _hung, _lastArrival;

    public Task Handle(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/timed", StringComparison.Ordinal))
            return Timed(context);
        if (path.StartsWith("/hang/", StringComparison.Ordinal))
            return Hang(context, path);
        if (path.StartsWith("/_", StringComparison.Ordinal))
            return Control(context, path);
        return Count(context);
    }

    private async Task Count(HttpContext context)
    {
        await Body.DrainAsync(context.Request.BodyReader);
        Arrive(context);
    }

    private async Task Timed(HttpContext context)
    {
        var at = Clock.Now;
        var body = await Body.ReadAsync(context.Request.BodyReader);
        if (SentIn(body.Span) is { } sent)
            _latencies.RecordShared(at - sent);
        Arrive(context);
    }

    private void Arrive(HttpContext context)
    {
        if (tellApart)
        {
            lock (_idsLock)
                _ids.Add(context.Request.Headers["webhook-id"].ToString());
        }

        Volatile.Write(ref _lastArrival, Clock.Now);
        arrived.Increment();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Hang(HttpContext context, string path)
    {
        Interlocked.Increment(ref _hung);
        var milliseconds = int.Parse(path.AsSpan(6).ToString().Split('/')[0], CultureInfo.InvariantCulture);
        await Body.DrainAsync(context.Request.BodyReader);
        await Task.Delay(milliseconds, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task Control(HttpContext context, string path)
    {
        if (path == "/_reset")
        {
            _before = arrived.Value;
            _hung = 0;
            _latencies.Clear();
            lock (_idsLock)
                _ids.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        _latencies.Seal();
        var counts = new SinkCounts
        {
            Arrived = arrived.Value - _before,
            Distinct = _ids.Count,
            Hung = Volatile.Read(ref _hung),
            P50 = _latencies.Milliseconds(0.5),
            P99 = _latencies.Milliseconds(0.99),
            P999 = _latencies.Milliseconds(0.999),
            LastArrival = Volatile.Read(ref _lastArrival),
        };
        return context.Response.WriteAsync(JsonSerializer.Serialize(counts, BenchJson.Default.SinkCounts));
    }

    private static long? SentIn(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("\"sent\":\""u8);
        return at >= 0 && Utf8Parser.TryParse(body[(at + 8)..], out long sent, out _) ? sent : null;
    }
}
