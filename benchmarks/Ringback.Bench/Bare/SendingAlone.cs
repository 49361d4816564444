using System.Text;
using System.Text.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Server;

namespace Ringback.Bench.Bare;

/// <summary>Bare limit: signed POSTs to the sink, so many in flight, nothing before them and nothing recorded after.</summary>
internal static class SendingAlone
{
    public static async Task RunAsync(string target, int inFlight, double warmup, double seconds, CancellationToken stop)
    {
        using var sender = new SignedSender(new Uri(target), inFlight);
        var payload = Encoding.UTF8.GetBytes(Payload.Of(Payload.Size));
        long sent = 0, failed = 0;
        var end = Clock.Now + (long)((warmup + seconds) * 1e9);
        var loops = Enumerable.Range(0, inFlight).Select(_ => Task.Run(
            async () =>
            {
                while (Clock.Now < end)
                {
                    var number = Interlocked.Increment(ref sent);
                    if (!await sender.SendAsync(number, payload, stop))
                        Interlocked.Increment(ref failed);
                }
            },
            stop)).ToArray();

        await Task.Delay(TimeSpan.FromSeconds(warmup), stop);
        var (before, from, cpu) = (Volatile.Read(ref sent), Clock.Now, ProcessFigures.Cpu(Environment.ProcessId));
        await Task.WhenAll(loops);
        if (failed > 0)
            throw new BenchException($"{failed} of {sent} sends to the sink failed.");
        var measured = (Clock.Now - from) / 1e9;
        ChildSide.Result(JsonSerializer.Serialize(
            new LoadResult
            {
                Seconds = measured,
                Rate = (sent - before) / measured,
                Accepted = sent,
                WatchedCpu = (ProcessFigures.Cpu(Environment.ProcessId) - cpu) / Math.Max(1, sent - before),
            },
            BenchJson.Default.LoadResult));
    }
}
