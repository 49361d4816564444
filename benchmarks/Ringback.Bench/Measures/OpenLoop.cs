using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>
/// What happens at rates near and over what the machine can do: messages are due on a schedule, whether or not the ones before were
/// answered, and go to many endpoints in turn.
/// </summary>
internal sealed class OpenLoop : IMeasure
{
    private const int Endpoints = 256;

    public string Name => "open-loop";

    public string What => "accepted a second, POST to arrival and backlog at fixed rates, 256 endpoints in turn";

    public int Steps(BenchOptions options) => 2 * options.Rates.Count * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var found = run.Options.Rates.Select(static rate => (Rate: rate, Bare: new List<ScheduledLoad>(), Ringback: new List<ScheduledLoad>())).ToList();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            foreach (var (rate, bare, ringback) in found)
            {
                run.Step(string.Create(CultureInfo.InvariantCulture, $"bare relay at {rate:#,0}/s"));
                bare.Add(await BareLimits.RelayAtRateAsync(run, rate, stop));
                run.Found($"{Arrival([bare[^1]])}; {Described([bare[^1]])}");
                run.Step(string.Create(CultureInfo.InvariantCulture, $"Ringback at {rate:#,0}/s"));
                ringback.Add(await RingbackAsync(run, rate, stop));
                run.Found($"{Arrival([ringback[^1]])}; {Described([ringback[^1]])}");
            }
        }

        return [.. found.Select(static at => ToRow(at.Rate, at.Bare, at.Ringback))];
    }

    private static async Task<ScheduledLoad> RingbackAsync(Run run, double rate, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("open-loop");
        ScheduledLoad found;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            await EndpointsInTurn.CreateAsync(run, server, sink.Url + "/timed", Endpoints, stop);
            found = await ScheduledLoad.RunAsync(run, EndpointsInTurn.Posts(run, server, Endpoints) with { Rate = rate }, sink, run.Options.Warmup, stop);
        }

        Directory.Delete(folder, recursive: true);
        return found;
    }

    private static Row ToRow(double rate, List<ScheduledLoad> bare, List<ScheduledLoad> ringback) => new()
    {
        Measure = string.Create(CultureInfo.InvariantCulture, $"open loop at {rate:#,0}/s"),
        Note = $"POST to arrival, from when each POST was due, {Endpoints} endpoints in turn; {Described(ringback)}; bare is the relay: {Described(bare)}",
        Bare = Arrival(bare),
        Ringback = Arrival(ringback),
        Ratio = $"{Figures.Ratio(P50(ringback) / P50(bare))}, {Figures.Ratio(P99(ringback) / P99(bare))}",
        Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["ringback accepted"] = [.. ringback.Select(static one => one.Load.AcceptedRate)],
            ["ringback p50"] = [.. ringback.Select(static one => one.Sink.P50)],
            ["ringback p99"] = [.. ringback.Select(static one => one.Sink.P99)],
            ["ringback backlog seconds"] = [.. ringback.Select(static one => one.BacklogSeconds)],
            ["bare accepted"] = [.. bare.Select(static one => one.Load.AcceptedRate)],
            ["bare p50"] = [.. bare.Select(static one => one.Sink.P50)],
            ["bare p99"] = [.. bare.Select(static one => one.Sink.P99)],
            ["bare backlog seconds"] = [.. bare.Select(static one => one.BacklogSeconds)],
        },
    };

    private static string Arrival(List<ScheduledLoad> rounds) => Figures.Milliseconds(P50(rounds), P99(rounds));

    private static string Described(List<ScheduledLoad> rounds)
    {
        var unsent = rounds.Max(static one => one.Load.Unsent);
        return string.Create(CultureInfo.InvariantCulture,
            $"accepted {rounds.Select(static one => one.Load.AcceptedRate).Median():#,0}/s, backlog at the end {rounds.Select(static one => one.BacklogSeconds).Median():0.00} s")
            + (unsent > 0 ? string.Create(CultureInfo.InvariantCulture, $", {unsent:#,0} not sent at all") : "");
    }

    private static double P50(List<ScheduledLoad> rounds) => rounds.Select(static one => one.Sink.P50).Median();

    private static double P99(List<ScheduledLoad> rounds) => rounds.Select(static one => one.Sink.P99).Median();
}
