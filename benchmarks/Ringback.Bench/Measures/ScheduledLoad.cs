using Ringback.Bench.Load;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Measures;

/// <summary>A load at a fixed rate (open loop) and what arrived of it: every message that was accepted.</summary>
/// <param name="Sink">Latencies from when each POST was due to its arrival, when it goes to the sink's <c>/timed</c>.</param>
internal sealed record ScheduledLoad(LoadResult Load, SinkCounts Sink)
{
    /// <summary>Runs the plan for <paramref name="warmup"/> seconds, waits until all of it has arrived, and runs it again for its own seconds.</summary>
    public static async Task<ScheduledLoad> RunAsync(Run run, LoadPlan plan, SinkProcess sink, double warmup, CancellationToken stop)
    {
        await sink.ResetAsync(stop);
        var before = await run.LoadAsync(plan with { Warmup = 0, Seconds = warmup }, stop);
        await sink.AllArrivedAsync(before.Accepted, stop);
        await sink.ResetAsync(stop);
        var load = await run.LoadAsync(plan with { Warmup = 0, ArrivedFile = sink.ArrivedFile }, stop);
        return new ScheduledLoad(load, await sink.AllArrivedAsync(load.Accepted, stop));
    }

    /// <summary>How many seconds the messages that were due and had not arrived at the end of the schedule take to arrive, at the rate of the measured seconds.</summary>
    public double BacklogSeconds => Load.ArrivedRate > 0 ? Math.Max(0, Load.Seconds * (DueRate / Load.ArrivedRate - 1)) : double.PositiveInfinity;

    private double DueRate => Load.Rate + Load.Unsent / Load.Seconds;
}
