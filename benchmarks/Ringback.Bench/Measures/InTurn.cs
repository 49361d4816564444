using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>
/// Attempts recorded a second when each message goes to another endpoint, against one endpoint, and the bytes on disk that a delivered
/// message takes. As <see cref="EndToEnd"/>, without retention.
/// </summary>
internal sealed class InTurn : IMeasure
{
    private static readonly (int Endpoints, double Target)[] Crowds = [(256, 0.95), (10_000, 0.85)];

    public string Name => "in-turn";

    public string What => "attempts recorded a second with 256 and 10,000 endpoints in turn ÷ with one; bytes on disk a message";

    public int Steps(BenchOptions options) => (1 + Crowds.Length) * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var alone = new List<Found>();
        var crowds = Crowds.Select(static _ => new List<Found>()).ToArray();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            alone.Add(await TakeAsync(run, 1, stop));
            for (var i = 0; i < Crowds.Length; i++)
                crowds[i].Add(await TakeAsync(run, Crowds[i].Endpoints, stop));
        }

        return
        [
            .. Crowds.Select((crowd, i) =>
            {
                var rates = new Comparison();
                rates.Bare.AddRange(alone.Select(static found => found.Rate));
                rates.Ringback.AddRange(crowds[i].Select(static found => found.Rate));
                return rates.ToRow(
                    string.Create(CultureInfo.InvariantCulture, $"{crowd.Endpoints:N0} endpoints in turn ÷ one"),
                    $"one endpoint: {Note(alone)}; {crowd.Endpoints.ToString("N0", CultureInfo.InvariantCulture)}: {Note(crowds[i])}",
                    crowd.Target);
            }),
        ];
    }

    private static string Note(List<Found> rounds) => string.Create(CultureInfo.InvariantCulture,
        $"{rounds.ConvertAll(static found => found.Cpu).Median():0} µs of CPU and {rounds.ConvertAll(static found => found.Bytes).Median():0} bytes on disk a message, backlog at the end {rounds.Max(static found => found.BacklogSeconds):0.00} s");

    private static async Task<Found> TakeAsync(Run run, int endpoints, CancellationToken stop)
    {
        run.Step(string.Create(CultureInfo.InvariantCulture, $"{endpoints:N0} {(endpoints == 1 ? "endpoint" : "endpoints in turn")}"));
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("in-turn");
        double rate, cpu, backlogSeconds;
        long accepted, empty;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            await EndpointsInTurn.CreateAsync(run, server, sink.Url + "/", endpoints, stop);
        }

        // Started again, so that the file holds the endpoints, and nothing stands in the log.
        empty = Size(folder);
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            using var backlog = Backlog.InFile(server.Folder);
            var load = await run.LoadAsync(
                EndpointsInTurn.Posts(run, server, endpoints) with
                {
                    Seconds = run.Options.Steady,
                    Window = EndToEnd.Window,
                    ArrivedFile = sink.ArrivedFile,
                },
                stop);
            (rate, cpu, backlogSeconds) = (load.ArrivedRate, load.WatchedCpu, backlog.Count() / load.ArrivedRate);
            while (backlog.Count() > 0)
                await Task.Delay(50, stop);
            accepted = backlog.Messages();
        }

        // Closed, so that nothing stands in the log alone.
        var bytes = (double)(Size(folder) - empty) / accepted;
        Directory.Delete(folder, recursive: true);
        run.Found(Figures.PerSecond(rate));
        return new Found(rate, cpu, bytes, backlogSeconds);
    }

    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles("ringback.db*").Sum(static file => file.Length);

    private readonly record struct Found(double Rate, double Cpu, double Bytes, double BacklogSeconds);
}
