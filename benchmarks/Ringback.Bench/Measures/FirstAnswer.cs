using System.Globalization;
using System.Text;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>From the start of the process to the first message answered 202, on a data folder with some history.</summary>
internal sealed class FirstAnswer : IMeasure
{
    public const string Application = "bench";

    public const double Most = 2;

    public string Name => "start";

    public string What => "start of the process to the first 202";

    public int Steps(BenchOptions options) => 1 + 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<double> bare = [], ringback = [];
        var folder = run.NewFolder("start");
        run.Step("making some history");
        var history = await FillAsync(run, folder, stop);
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare Kestrel with SQLite");
            bare.Add(await BareAsync(run, stop));
            run.Found(Seconds(bare[^1]));
            run.Step("Ringback");
            ringback.Add(await RingbackAsync(run, folder, stop));
            run.Found(Seconds(ringback[^1]));
        }

        Directory.Delete(folder, recursive: true);
        return
        [
            new Row
            {
                Measure = "start to first 202",
                Note = string.Create(CultureInfo.InvariantCulture, $"with {history:#,0} messages in the data folder"),
                Bare = Seconds(bare.Median()),
                Ringback = Seconds(ringback.Median()),
                Ratio = Figures.Ratio(ringback.Median() / bare.Median()),
                Target = "≤ " + Seconds(Most),
                Met = ringback.Median() <= Most,
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["bare"] = [.. bare], ["ringback"] = [.. ringback] },
            },
        ];
    }

    private static async Task<long> FillAsync(Run run, string folder, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        await using var server = await RingbackServer.StartAsync(run, folder, stop);
        await server.Api.ApplicationAsync(Application, stop);
        await server.Api.EndpointAsync(Application, "one", sink.Url + "/", stop);
        return (await run.LoadAsync(server.Posts(run, Application, "invoice.paid") with { Warmup = 0 }, stop)).Accepted;
    }

    /// <summary>Seconds from the start of Ringback to its first 202.</summary>
    /// <param name="folder">Has an application <see cref="Application"/>.</param>
    public static async Task<double> RingbackAsync(Run run, string folder, CancellationToken stop)
    {
        var start = Clock.Now;
        await using var server = await RingbackServer.LaunchAsync(run, folder, stop);
        var body = Payload.Message("invoice.paid").Replace("<sent>", new string('0', 19), StringComparison.Ordinal);
        while (!await server.Api.TryMessageAsync(Application, body, stop))
        {
            server.ThrowIfEnded();
            await Task.Delay(5, stop);
        }

        return (Clock.Now - start) / 1e9;
    }

    private static async Task<double> BareAsync(Run run, CancellationToken stop)
    {
        var start = Clock.Now;
        await using var server = Child.Start("bare Kestrel with SQLite", "bare", "store", "--folder", run.NewFolder("start-bare"));
        using var http = new HttpClient();
        using var content = new StringContent(Payload.Of(Payload.Size), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(await server.ReadyAsync(stop), content, stop);
        response.EnsureSuccessStatusCode();
        return (Clock.Now - start) / 1e9;
    }

    public static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} s");
}
