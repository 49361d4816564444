using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>Our load generator against <c>wrk</c>, both on bare Kestrel: a slow generator would lower every bar, and flatter Ringback.</summary>
internal sealed class GeneratorCheck : IMeasure
{
    public string Name => "generator";

    public string What => "our load generator beside wrk (if installed), both on bare Kestrel; only when named";

    public bool ByDefault => false;

    public int Steps(BenchOptions options) => 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<double> ours = [], wrk = [], cost = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("our generator");
            var result = await BareLimits.AcceptAsync(run, stop);
            ours.Add(result.Rate);
            cost.Add(result.GeneratorCpu);
            run.Found(Figures.PerSecond(result.Rate));
            run.Step("wrk");
            wrk.Add(await WrkAsync(run, stop));
            run.Found(Figures.PerSecond(wrk[^1]));
        }

        return
        [
            new Row
            {
                Measure = "load generator (bare: wrk; Ringback: ours)",
                Note = FormattableString.Invariant($"ours spends {cost.Median():0.0} µs of CPU on a request"),
                Bare = Figures.PerSecond(wrk.Median()),
                Ringback = Figures.PerSecond(ours.Median()),
                Ratio = Figures.Ratio(ours.Median() / wrk.Median()),
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["wrk"] = [.. wrk], ["ours"] = [.. ours] },
            },
        ];
    }

    private static async Task<double> WrkAsync(Run run, CancellationToken stop)
    {
        await using var server = Child.Start("bare Kestrel", "bare", "accept");
        var (url, folder, body) = (await server.ReadyAsync(stop), run.NewFolder("wrk"), Payload.Of(Payload.Size));
        await Wrk.RunAsync(url, body, run.Options.Connections, Math.Max(1, run.Options.Warmup), folder, stop);
        return await Wrk.RunAsync(url, body, run.Options.Connections, run.Options.Seconds, folder, stop)
            ?? throw new BenchException("wrk is not installed (apt-get install wrk).");
    }
}
