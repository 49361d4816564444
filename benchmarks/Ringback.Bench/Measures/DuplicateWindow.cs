using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Receiving with very many ids in the duplicate window, against receiving with none; and the memory that they take.</summary>
internal sealed class DuplicateWindow : IMeasure
{
    private const double Target = 0.90, MostMemory = 200e6;
    private const int Keys = 1_000_000;

    public string Name => "window";

    public string What => "receiving with a million ids in the duplicate window ÷ with an empty one; memory it takes";

    public int Steps(BenchOptions options) => 1 + 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var rates = new Comparison();
        List<double> more = [], cpus = [], emptyCpus = [];
        var (empty, full) = (run.NewFolder("window-empty"), run.NewFolder("window-full"));
        var emptyPath = await PrepareAsync(run, empty, stop);
        var fullPath = await PrepareAsync(run, full, stop);
        run.Step(string.Create(CultureInfo.InvariantCulture, $"{Keys:#,0} ids into the window"));
        KeyFiller.Fill(full, Keys, run.Count);
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("with none");
            var (without, small) = await ReceiveAsync(run, empty, emptyPath, stop);
            rates.Bare.Add(without.Rate);
            emptyCpus.Add(without.WatchedCpu);
            run.Found(Figures.PerSecond(without.Rate));
            run.Step("with a million");
            var (with, large) = await ReceiveAsync(run, full, fullPath, stop);
            rates.Ringback.Add(with.Rate);
            cpus.Add(with.WatchedCpu);
            more.Add(Math.Max(0, large - small));
            run.Found($"{Figures.PerSecond(with.Rate)}, {Figures.Megabytes(large)} resident, {Figures.Megabytes(small)} without");
        }

        Directory.Delete(empty, recursive: true);
        Directory.Delete(full, recursive: true);
        return
        [
            rates.ToRow(
                "receive, a million ids in the window",
                string.Create(CultureInfo.InvariantCulture,
                    $"bare: the same with an empty window, which what is received fills; {cpus.Median():0} µs of CPU an event, {emptyCpus.Median():0} with an empty one"),
                Target),
            new Row
            {
                Measure = "memory of a million ids",
                Note = "resident after the load, more than with an empty window",
                Ringback = Figures.Megabytes(more.Median()),
                Target = "≤ " + Figures.Megabytes(MostMemory),
                Met = more.Median() <= MostMemory,
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["ringback"] = [.. more] },
            },
        ];
    }

    private static async Task<string> PrepareAsync(Run run, string folder, CancellationToken stop)
    {
        await using var server = await RingbackServer.StartAsync(run, folder, stop);
        return await server.Api.StripeSourceAsync("bench", stop);
    }

    private static async Task<(LoadResult Load, double Resident)> ReceiveAsync(Run run, string folder, string path, CancellationToken stop)
    {
        await using var server = await RingbackServer.StartAsync(run, folder, stop);
        var result = await run.LoadAsync(server.Events(run, path), stop);
        return (result, server.Resident);
    }
}
