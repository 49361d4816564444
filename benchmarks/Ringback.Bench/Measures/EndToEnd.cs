using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>
/// Attempts recorded a second in the long run, against the bare relay. Both get a new message only while fewer than
/// <see cref="Window"/> are on their way, so that what is measured is what arrives, not what piles up.
/// </summary>
internal sealed class EndToEnd : IMeasure
{
    /// <value>Messages posted and not yet arrived; a small fraction of a second's.</value>
    public const int Window = 2000;

    private const double Target = 0.45, MostBacklogSeconds = 1;
    private const double RetentionSeconds = 10, MostKeptSeconds = 30;

    public string Name => "end-to-end";

    public string What => "attempts recorded a second, steady, retention deleting as fast ÷ bare relay without storage";

    public int Steps(BenchOptions options) => 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var rates = new Comparison();
        List<double> backlogs = [], kept = [], cpus = [], bareCpus = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare relay");
            var relay = await BareLimits.RelayAsync(run, Window, run.Options.Seconds, stop);
            rates.Bare.Add(relay.ArrivedRate);
            bareCpus.Add(relay.WatchedCpu);
            run.Found(Figures.PerSecond(rates.Bare[^1]));

            run.Step("Ringback");
            var found = await SteadyAsync(run, stop);
            rates.Ringback.Add(found.Rate);
            backlogs.Add(found.BacklogSeconds);
            kept.Add(found.KeptSeconds);
            cpus.Add(found.CpuMicroseconds);
            run.Found(Figures.PerSecond(found.Rate));
        }

        var row = rates.ToRow(
            "end to end",
            string.Create(CultureInfo.InvariantCulture,
                $"{run.Options.Steady:0} s each, at most {Window} on their way; backlog at the end {backlogs.Max():0.00} s; retention {RetentionSeconds:0} s, oldest message kept {kept.Max():0} s; {cpus.Median():0} µs of Ringback's CPU a message, the relay's {bareCpus.Median():0} µs"),
            Target);
        return [row with { Met = row.Met == true && backlogs.Max() <= MostBacklogSeconds && kept.Max() <= MostKeptSeconds }];
    }

    /// <summary>Ringback's part of the measure. Fails when a message that was accepted doesn't arrive.</summary>
    /// <param name="tellApart">Whether the sink counts different messages only, so that one delivered twice doesn't hide a lost one.</param>
    /// <param name="store">The address of a PostgreSQL database; null: the embedded store.</param>
    public static async Task<Steady> SteadyAsync(Run run, CancellationToken stop, bool tellApart = false, string? store = null)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop, tellApart);
        var folder = run.NewFolder("end-to-end");
        Steady found;
        var retention = string.Create(CultureInfo.InvariantCulture, $"{RetentionSeconds:0}s");
        await using (var server = await RingbackServer.StartAsync(run, folder, stop, [("RINGBACK_RETENTION", retention), .. store is null ? [] : RingbackServer.On(store)]))
        {
            await server.Api.ApplicationAsync("bench", stop);
            await server.Api.EndpointAsync("bench", "one", sink.Url + "/", stop);
            using var backlog = store is null ? Backlog.InFile(server.Folder) : Backlog.InPostgres(store);
            // Retention has something to delete only after its span: the warm-up goes well beyond it.
            var plan = server.Posts(run, "bench", "invoice.paid") with
            {
                Warmup = Math.Max(run.Options.Warmup, RetentionSeconds + 5),
                Seconds = run.Options.Steady,
                Window = Window,
                ArrivedFile = sink.ArrivedFile,
            };
            var load = await run.LoadAsync(plan, stop);
            var waiting = backlog.Count();
            var kept = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (backlog.OldestMessage() ?? 0);
            found = new Steady(load.ArrivedRate, waiting / load.ArrivedRate, kept / 1000.0, load.WatchedCpu);
            await sink.AllArrivedAsync(load.Accepted, stop);
        }

        Directory.Delete(folder, recursive: true);
        return found;
    }

    internal readonly record struct Steady(double Rate, double BacklogSeconds, double KeptSeconds, double CpuMicroseconds);
}
