using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Stripe-signed events answered 2xx a second, durable and deduplicated, against bare Kestrel with SQLite.</summary>
internal sealed class Receive : IMeasure
{
    private const double Target = 0.55;

    public string Name => "receive";

    public string What => "Stripe-signed events answered 2xx a second ÷ bare Kestrel with SQLite";

    public int Steps(BenchOptions options) => 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var rates = new Comparison();
        List<LoadResult> bare = [], received = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare Kestrel with SQLite");
            bare.Add(await BareLimits.StoreAsync(run, stop, StripeEvent.To("/")));
            rates.Bare.Add(bare[^1].Rate);
            run.Found(Figures.PerSecond(bare[^1].Rate));

            run.Step("Ringback");
            received.Add(await ReceiveAsync(run, stop));
            rates.Ringback.Add(received[^1].Rate);
            run.Found(Figures.PerSecond(received[^1].Rate));
        }

        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"signature verified, the event's id kept; the source has no destinations; answered in {Figures.Milliseconds(received.Select(one => one.P50).Median(), received.Select(one => one.P99).Median())}; {received.Select(one => one.WatchedCpu).Median():0} µs of Ringback's CPU an event, bare {bare.Select(one => one.WatchedCpu).Median():0} µs");
        return [rates.ToRow("receive", note, Target)];
    }

    private static async Task<LoadResult> ReceiveAsync(Run run, CancellationToken stop)
    {
        var folder = run.NewFolder("receive");
        LoadResult result;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
            result = await run.LoadAsync(server.Events(run, await server.Api.StripeSourceAsync("bench", stop)), stop);
        Directory.Delete(folder, recursive: true);
        return result;
    }
}
