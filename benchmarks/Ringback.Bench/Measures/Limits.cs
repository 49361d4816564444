using Ringback.Bench.Load;
using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>The four bare limits by themselves, with nothing of Ringback's.</summary>
internal sealed class Limits : IMeasure
{
    public string Name => "limits";

    public string What => "the bare limits of this machine: Kestrel, Kestrel with SQLite, signed sending, relay";

    public int Steps(BenchOptions options) => 4 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<LoadResult> accept = [], store = [], send = [], relay = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare Kestrel");
            accept.Add(await BareLimits.AcceptAsync(run, stop));
            run.Found(Figures.PerSecond(accept[^1].Rate));
            run.Step("bare Kestrel with SQLite");
            store.Add(await BareLimits.StoreAsync(run, stop));
            run.Found(Figures.PerSecond(store[^1].Rate));
            run.Step("bare signed sending");
            send.Add(await BareLimits.SendAsync(run, stop));
            run.Found(Figures.PerSecond(send[^1].Rate));
            run.Step("bare relay");
            relay.Add(await BareLimits.RelayAsync(run, EndToEnd.Window, run.Options.Seconds, stop));
            run.Found(Figures.PerSecond(relay[^1].ArrivedRate));
        }

        return
        [
            Line("bare Kestrel", "POST of 512 bytes, body read, nothing stored", accept, one => one.Rate),
            Line("bare Kestrel with SQLite", "each POST committed (WAL, synchronous=FULL), group commit", store, one => one.Rate),
            Line("bare signed sending", $"HttpMessageInvoker, {run.Options.InFlight} in flight, HMAC, to a sink on this machine", send, one => one.Rate),
            Line("bare relay", "Kestrel, channel, signed POST, sink; nothing stored", relay, one => one.ArrivedRate),
        ];
    }

    private static Row Line(string measure, string note, List<LoadResult> results, Func<LoadResult, double> rate) => new()
    {
        Measure = measure,
        Note = results[0].P50 > 0
            ? $"{note}; answered in {Figures.Milliseconds(results.Select(one => one.P50).Median(), results.Select(one => one.P99).Median())}"
            : note,
        Bare = Figures.PerSecond(results.Select(rate).Median()),
        Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["bare"] = [.. results.Select(rate)] },
    };
}
