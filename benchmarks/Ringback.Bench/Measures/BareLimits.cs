using System.Globalization;
using System.Text.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Load;

namespace Ringback.Bench.Measures;

/// <summary>The bare limits of this machine, each taken afresh in processes of its own. Their requests carry no token and no key.</summary>
internal static class BareLimits
{
    /// <summary>Answers a second of Kestrel alone.</summary>
    public static async Task<LoadResult> AcceptAsync(Run run, CancellationToken stop)
    {
        await using var server = Child.Start("bare Kestrel", "bare", "accept");
        return await run.LoadAsync(Plan(run, server, await server.ReadyAsync(stop)), stop);
    }

    /// <summary>Answers a second of Kestrel with each body committed to SQLite.</summary>
    /// <param name="request">What is sent to it; null: the payload.</param>
    public static async Task<LoadResult> StoreAsync(Run run, CancellationToken stop, RequestPlan? request = null)
    {
        var folder = run.NewFolder("bare-store");
        LoadResult result;
        await using (var server = Child.Start("bare Kestrel with SQLite", "bare", "store", "--folder", folder))
        {
            var plan = Plan(run, server, await server.ReadyAsync(stop));
            result = await run.LoadAsync(request is null ? plan : plan with { Requests = [request] }, stop);
        }

        Directory.Delete(folder, recursive: true);
        return result;
    }

    /// <summary>Answers a second of Kestrel with each body committed to PostgreSQL.</summary>
    /// <param name="address">Of a database with Ringback's schema.</param>
    public static async Task<LoadResult> PostgresAsync(Run run, string address, CancellationToken stop)
    {
        await using var server = Child.Start("bare Kestrel with PostgreSQL", "bare", "postgres", "--target", address);
        return await run.LoadAsync(Plan(run, server, await server.ReadyAsync(stop)), stop);
    }

    /// <summary>Signed POSTs a second to the sink.</summary>
    public static async Task<LoadResult> SendAsync(Run run, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        await using var sender = Child.Start(
            "the bare sender", "bare", "send", "--target", sink.Url + "/", "--in-flight", Text(run.Options.InFlight),
            "--warmup", Text(run.Options.Warmup), "--seconds", Text(run.Options.Seconds));
        var json = await sender.HearAsync(ChildSide.ResultMark, null, TimeSpan.FromSeconds(run.Options.Warmup + run.Options.Seconds + 60), stop);
        return JsonSerializer.Deserialize(json, BenchJson.Default.LoadResult)!;
    }

    /// <summary>The relay without storage: what it brings to the sink (<see cref="LoadResult.ArrivedRate"/>) with at most <paramref name="window"/> posted and not arrived.</summary>
    public static async Task<LoadResult> RelayAsync(Run run, int window, double seconds, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        await using var relay = StartRelay(run, sink.Url + "/");
        var plan = Plan(run, relay, await relay.ReadyAsync(stop)) with { Seconds = seconds, Window = window, ArrivedFile = sink.ArrivedFile };
        return await run.LoadAsync(plan, stop);
    }

    /// <summary>The same at a fixed rate: the sink's counts tell its latency.</summary>
    public static async Task<ScheduledLoad> RelayAtRateAsync(Run run, double rate, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        await using var relay = StartRelay(run, sink.Url + "/timed");
        var plan = Plan(run, relay, await relay.ReadyAsync(stop)) with { Rate = rate };
        return await ScheduledLoad.RunAsync(run, plan, sink, run.Options.Warmup, stop);
    }

    public static LoadPlan Plan(Run run, Child server, string url) => new()
    {
        Url = url,
        Watch = server.Id,
        Requests = [new RequestPlan { Path = "/", Body = Payload.Template(Payload.Size) }],
        Connections = run.Options.Connections,
        Warmup = run.Options.Warmup,
        Seconds = run.Options.Seconds,
    };

    private static Child StartRelay(Run run, string target) =>
        Child.Start("the bare relay", "bare", "relay", "--target", target, "--in-flight", Text(run.Options.InFlight));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
