using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Endpoints of one application, each with a channel of its own, and messages that go to one after the other.</summary>
internal static class EndpointsInTurn
{
    private const string Application = "bench";

    /// <param name="url">Where all of them receive.</param>
    public static async Task CreateAsync(Run run, RingbackServer server, string url, int endpoints, CancellationToken stop)
    {
        await server.Api.ApplicationAsync(Application, stop);
        await run.LoadAsync(
            new LoadPlan
            {
                Url = server.Url,
                Requests =
                [
                    new RequestPlan
                    {
                        Path = $"/api/v1/app/{Application}/endpoint",
                        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = Token.Bearer },
                        Body = $$"""{"url":"{{url}}","channels":["c<seq>"]}""",
                    },
                ],
                Total = endpoints,
                Seconds = 120,
            },
            stop);
    }

    public static LoadPlan Posts(Run run, RingbackServer server, int endpoints) =>
        server.Posts(run, Application, "invoice.paid") with { Requests = [.. Enumerable.Range(0, endpoints).Select(Post)] };

    private static RequestPlan Post(int endpoint)
    {
        var plan = RingbackServer.Post(Application, "invoice.paid");
        var channel = string.Create(CultureInfo.InvariantCulture, $$"""{"channels":["c{{endpoint:d10}}"],""");
        return plan with { Body = channel + plan.Body[1..] };
    }
}
