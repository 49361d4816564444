using System.Net.Http.Json;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Measures;

/// <summary>The receiver, in a process of its own, and what the bench asks of it.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Child _child;
    private readonly HttpClient _http = new();
    private readonly SharedCounter _arrived;

    private SinkProcess(Child child, string url, string arrivedFile)
    {
        _child = child;
        Url = url;
        ArrivedFile = arrivedFile;
        _arrived = new SharedCounter(arrivedFile);
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
        return new SinkProcess(child, await child.ReadyAsync(stop), file);
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
