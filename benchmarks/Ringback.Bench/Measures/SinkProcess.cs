using System.Net.Http.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Measures;

/// <summary>The receiver, in a process of its own, and what the bench asks of it.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    // How long nothing may arrive, in nanoseconds, before what is missing counts as lost.
    private const long ArrivalPatience = 30_000_000_000;
    private readonly Child _child;
    private readonly bool _tellsApart;
    private readonly HttpClient _http = new();
    private readonly SharedCounter _arrived;

    private SinkProcess(Child child, string url, string arrivedFile, bool tellsApart)
    {
        _child = child;
        Url = url;
        ArrivedFile = arrivedFile;
        _arrived = new SharedCounter(arrivedFile);
        _tellsApart = tellsApart;
    }

    /// <summary>Scheme, host and port, no slash at the end.</summary>
    public string Url { get; }

    public string ArrivedFile { get; }

    /// <summary>Arrivals since the start, hung requests not among them.</summary>
    public long Arrived => _arrived.Value;

    /// <param name="tellApart">Whether to count how many different <c>webhook-id</c>s came.</param>
    public static async Task<SinkProcess> StartAsync(Run run, CancellationToken stop, bool tellApart = false)
    {
        var file = Path.Combine(run.NewFolder("sink"), "arrived");
        string[] arguments = ["sink", "--arrived", file, .. tellApart ? ["--tell-apart"] : Array.Empty<string>()];
        var child = Child.Start("the sink", arguments);
        return new SinkProcess(child, await child.ReadyAsync(stop), file, tellApart);
    }

    public async Task<SinkCounts> CountsAsync(CancellationToken stop) =>
        (await _http.GetFromJsonAsync(Url + "/_counts", BenchJson.Default.SinkCounts, stop))!;

    /// <summary>Waits until nothing has arrived for half a second, and returns the counts.</summary>
    public async Task<SinkCounts> SettleAsync(CancellationToken stop)
    {
        for (var before = await CountsAsync(stop); ;)
        {
            await Task.Delay(500, stop);
            var now = await CountsAsync(stop);
            if (now.Arrived == before.Arrived)
                return now;
            before = now;
        }
    }

    /// <summary>Waits until all messages that were accepted since the last reset have arrived, and returns the counts. Fails when some don't arrive.</summary>
    public async Task<SinkCounts> AllArrivedAsync(long accepted, CancellationToken stop)
    {
        var (before, progress) = (-1L, Clock.Now);
        while (true)
        {
            var counts = await CountsAsync(stop);
            var arrived = _tellsApart ? counts.Distinct : counts.Arrived;
            if (arrived >= accepted)
                return counts;
            if (arrived != before)
                (before, progress) = (arrived, Clock.Now);
            else if (Clock.Now - progress > ArrivalPatience)
                throw new BenchException($"{accepted} messages were answered 202, and {arrived} arrived.");
            await Task.Delay(50, stop);
        }
    }

    public async Task ResetAsync(CancellationToken stop)
    {
        using var response = await _http.PostAsync(Url + "/_reset", null, stop);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _arrived.Dispose();
        await _child.DisposeAsync();
    }
}
