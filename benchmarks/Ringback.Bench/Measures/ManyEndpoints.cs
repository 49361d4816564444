using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>An application with very many endpoints, each with a URL of its own at the sink, made over the API.</summary>
internal static class ManyEndpoints
{
    public const string Application = "many", EventType = "invoice.paid";

    private const double MostSeconds = 900;

    /// <returns>Endpoints created a second.</returns>
    public static async Task<double> CreateAsync(Run run, RingbackServer server, SinkProcess sink, CancellationToken stop)
    {
        await server.Api.ApplicationAsync(Application, stop);
        var result = await run.LoadAsync(
            new LoadPlan
            {
                Url = server.Url,
                Requests =
                [
                    new RequestPlan
                    {
                        Path = $"/api/v1/app/{Application}/endpoint",
                        Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["Authorization"] = Token.Bearer,
                            ["Idempotency-Key"] = Payload.FreshKey,
                        },
                        Body = $$"""{"uid":"e<seq>","url":"{{sink.Url}}/e/<seq>"}""",
                    },
                ],
                Connections = run.Options.Connections,
                Total = run.Options.Endpoints,
                Seconds = MostSeconds,
            },
            stop);
        return result.Accepted == run.Options.Endpoints
            ? result.Rate
            : throw new Children.BenchException(string.Create(CultureInfo.InvariantCulture,
                $"Only {result.Accepted} of {run.Options.Endpoints} endpoints were created: {result.RefusedSample}"));
    }

    /// <summary>Posts one message and waits until it is delivered to them all, and recorded.</summary>
    /// <returns>Deliveries a second, from the POST to the last one's record on disk.</returns>
    public static async Task<double> FanOutAsync(Run run, RingbackServer server, SinkProcess sink, Backlog backlog, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(300));
        var (goal, start) = (sink.Arrived + run.Options.Endpoints, Clock.Now);
        await server.Api.MessageAsync(Application, EventType, patience.Token);
        try
        {
            while (sink.Arrived < goal)
                await Task.Delay(10, patience.Token);
            while (backlog.Count() > 0)
                await Task.Delay(10, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new Children.BenchException(string.Create(CultureInfo.InvariantCulture,
                $"Of {run.Options.Endpoints} deliveries {goal - sink.Arrived} had not arrived after 300 s, and {backlog.Count()} were not recorded."));
        }

        return run.Options.Endpoints / ((Clock.Now - start) / 1e9);
    }
}
