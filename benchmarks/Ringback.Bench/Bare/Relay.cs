using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Ringback.Bench.Children;

namespace Ringback.Bench.Bare;

/// <summary>Bare limit: what a webhook service would be with no store: Kestrel, a channel, signed POSTs to the sink.</summary>
internal static class Relay
{
    public static async Task RunAsync(string target, int inFlight, CancellationToken stop)
    {
        using var sender = new SignedSender(new Uri(target), inFlight);
        var channel = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
        long number = 0;
        var loops = Enumerable.Range(0, inFlight).Select(_ => Task.Run(
            async () =>
            {
                await foreach (var payload in channel.Reader.ReadAllAsync(stop))
                    await sender.SendAsync(Interlocked.Increment(ref number), payload, stop);
            },
            stop)).ToArray();
        await KestrelHost.RunAsync(
            async context =>
            {
                channel.Writer.TryWrite(await Body.ReadAsync(context.Request.BodyReader));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            },
            stop);
        channel.Writer.Complete();
        await Task.WhenAll(loops);
    }
}
