using System.Globalization;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Every list of the API over a large history, and over a tenth of it, to see how it grows.</summary>
internal sealed class Lists : IMeasure
{
    private const int PerMessage = 5, EndpointsPerType = PerMessage - 1;
    private const double MostP99 = 20;

    public string Name => "lists";

    public string What => "lists of attempts and messages with 5 million attempts stored, rare filters included";

    public int Steps(BenchOptions options) => 2 + 3 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var folder = run.NewFolder("lists");
        await PrepareAsync(run, folder, stop);
        var all = (int)(run.Options.Attempts / PerMessage);
        var (small, samples) = await SizeAsync(run, folder, 0, all / 10, [], stop);
        var (large, _) = await SizeAsync(run, folder, all / 10, all, samples, stop);
        var starts = await StartsAsync(run, folder, stop);
        Directory.Delete(folder, recursive: true);

        var rows = large.Select((one, i) => RowOf(one, small[i])).ToList();
        var growth = large.Select((one, i) => one.P50 / small[i].P50).Median();
        var logarithmic = Math.Log(run.Options.Attempts) / Math.Log(run.Options.Attempts / 10.0);
        rows.Add(new Row
        {
            Measure = "lists: growth",
            Note = "in the rows of lists a tenth of the history stands in place of bare; growth is p50 with all ÷ p50 with a tenth, the median list; the target is what a logarithm grows by",
            Ratio = Figures.Ratio(growth),
            Target = "≤ " + Figures.Ratio(logarithmic),
            Met = growth <= logarithmic,
        });
        rows.Add(new Row
        {
            Measure = string.Create(CultureInfo.InvariantCulture, $"start to first 202, {run.Options.Attempts:#,0} attempts stored"),
            Ringback = FirstAnswer.Seconds(starts.Median()),
            Target = "≤ " + FirstAnswer.Seconds(FirstAnswer.Most),
            Met = starts.Median() <= FirstAnswer.Most,
            Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["ringback"] = [.. starts] },
        });
        return rows;
    }

    private static async Task<List<double>> StartsAsync(Run run, string folder, CancellationToken stop)
    {
        var starts = new List<double>();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("start to first 202");
            starts.Add(await FirstAnswer.RingbackAsync(run, folder, stop));
            run.Found(FirstAnswer.Seconds(starts[^1]));
        }

        return starts;
    }

    private static Row RowOf(Timing large, Timing small) => new()
    {
        Measure = "lists: " + large.Name,
        Bare = Figures.Milliseconds(small.P50, small.P99),
        Ringback = Figures.Milliseconds(large.P50, large.P99),
        Ratio = Figures.Ratio(large.P50 / small.P50),
        Target = "p99 ≤ 20 ms",
        Met = large.P99 <= MostP99,
        Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["p50, p99 with a tenth"] = [small.P50, small.P99], ["p50, p99"] = [large.P50, large.P99] },
    };

    private static async Task PrepareAsync(Run run, string folder, CancellationToken stop)
    {
        await using var server = await RingbackServer.StartAsync(run, folder, stop);
        await server.Api.ApplicationAsync(HistoryFiller.Application, stop);
        await server.Api.ApplicationAsync(FirstAnswer.Application, stop);
        await server.Api.EventTypeAsync(HistoryFiller.RareType, stop);
        await server.Api.EndpointAsync(HistoryFiller.Application, "all", "http://127.0.0.1:9/all", stop);
        for (var type = 0; type < HistoryFiller.Types; type++)
        {
            var name = HistoryFiller.TypeOf(type);
            await server.Api.EventTypeAsync(name, stop);
            var types = type == 0 ? $"\"{name}\",\"{HistoryFiller.RareType}\"" : $"\"{name}\"";
            for (var i = 0; i < EndpointsPerType; i++)
            {
                var uid = string.Create(CultureInfo.InvariantCulture, $"ep-{type}-{i}");
                await server.Api.EndpointAsync(HistoryFiller.Application, uid, $"http://127.0.0.1:9/{uid}", stop, $",\"eventTypes\":[{types}]");
            }
        }
    }

    private static async Task<(IReadOnlyList<Timing> Timings, IReadOnlyList<string> Samples)> SizeAsync(
        Run run, string folder, int from, int to, IReadOnlyList<string> samples, CancellationToken stop)
    {
        run.Step(string.Create(CultureInfo.InvariantCulture, $"filling to {(long)to * PerMessage:#,0} attempts"));
        var start = Clock.Now;
        var all = (int)(run.Options.Attempts / PerMessage);
        await using (var filler = Child.Start("the filler", "fill", "--folder", folder, "--from", Text(from), "--to", Text(to), "--all", Text(all)))
        {
            var line = await filler.HearAsync(ChildSide.ResultMark, run.Count, TimeSpan.FromMinutes(30), stop);
            samples = [.. samples, .. line.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        }

        run.Found(string.Create(CultureInfo.InvariantCulture, $"in {(Clock.Now - start) / 1e9:0} s"));
        var rounds = new List<IReadOnlyList<Timing>>();
        await using var server = await RingbackServer.StartAsync(run, folder, stop);
        var middle = TimeProvider.System.GetUtcNow().AddDays(-7 + 3.5 * to / all);
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step(string.Create(CultureInfo.InvariantCulture, $"lists over {(long)to * PerMessage:#,0} attempts"));
            rounds.Add(await RoundAsync(run, server, ListRequest.All(samples, middle), stop));
            run.Found($"worst p99 {rounds[^1].Max(one => one.P99).ToString("0.0", CultureInfo.InvariantCulture)} ms");
        }

        return ([.. rounds[0].Select((one, i) => new Timing(one.Name, rounds.Select(r => r[i].P50).Median(), rounds.Select(r => r[i].P99).Median()))], samples);
    }

    private static async Task<IReadOnlyList<Timing>> RoundAsync(Run run, RingbackServer server, IReadOnlyList<ListRequest> lists, CancellationToken stop)
    {
        var timings = new List<Timing>();
        foreach (var list in lists)
        {
            var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = Token.Bearer };
            var result = await run.LoadAsync(
                new LoadPlan
                {
                    Url = server.Url,
                    Requests = [.. list.Paths.Select(path => new RequestPlan { Method = "GET", Path = path, Headers = headers })],
                    Connections = 2,
                    Warmup = Math.Min(1, run.Options.Warmup),
                    Seconds = Math.Max(1, run.Options.Seconds / 5),
                },
                stop);
            timings.Add(new Timing(list.Name, result.P50, result.P99));
        }

        return timings;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Timing(string Name, double P50, double P99);
}
