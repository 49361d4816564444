using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Resident memory with very many endpoints: idle, and at the most while one message goes to them all.</summary>
internal sealed class Memory : IMeasure
{
    private const double MostIdle = 300e6, MostFanOut = 600e6;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public string Name => "memory";

    public string What => "resident memory with 100,000 endpoints, idle and during the fan-out";

    public int Steps(BenchOptions options) => 1 + 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<double> idle = [], peaks = [];
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("memory");
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            run.Step(string.Create(CultureInfo.InvariantCulture, $"creating {run.Options.Endpoints:#,0} endpoints"));
            var created = await ManyEndpoints.CreateAsync(run, server, sink, stop);
            run.Found($"{Figures.PerSecond(created)}; then {Figures.Megabytes(server.Resident)} resident");
        }

        for (var round = 0; round < run.Options.Rounds; round++)
        {
            await using var server = await RingbackServer.StartAsync(run, folder, stop);
            run.Step("idle");
            await Task.Delay(Idle, stop);
            idle.Add(server.Resident);
            run.Found(Figures.Megabytes(idle[^1]));

            run.Step("during the fan-out");
            using var backlog = Backlog.InFile(server.Folder);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var peak = ProcessFigures.PeakAsync(() => server.Resident, done.Token);
            await ManyEndpoints.FanOutAsync(run, server, sink, backlog, stop);
            await done.CancelAsync();
            peaks.Add(await peak);
            run.Found(Figures.Megabytes(peaks[^1]));
        }

        Directory.Delete(folder, recursive: true);
        var count = run.Options.Endpoints.ToString("#,0", CultureInfo.InvariantCulture);
        return
        [
            Line($"memory, {count} endpoints idle", "started on them, 10 s later", idle, MostIdle),
            Line("memory during the fan-out", "the most, sampled every 50 ms", peaks, MostFanOut),
        ];
    }

    private static Row Line(string measure, string note, List<double> bytes, double most) => new()
    {
        Measure = measure,
        Note = note,
        Ringback = Figures.Megabytes(bytes.Median()),
        Target = "≤ " + Figures.Megabytes(most),
        Met = bytes.Median() <= most,
        Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["ringback"] = [.. bytes] },
    };
}
