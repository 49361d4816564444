using System.Collections.Concurrent;
using System.Net;

namespace Ringback.Crash;

/// <summary>
/// Clients that post as the SDKs do: a request that gets no answer, or a 5xx, is sent again with the same key until it is answered 202.
/// </summary>
/// <param name="nodes">Of one database: what one doesn't take is sent to the next.</param>
internal sealed class Load(params ServerProcess[] nodes)
{
    private volatile ServerProcess _node = nodes[0];

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _accepted = new(StringComparer.Ordinal);

    /// <value>What was answered 202, by application; of one client alone, in the order in which it was posted.</value>
    public IReadOnlyCollection<string> Accepted(string application) => _accepted.GetOrAdd(application, static _ => new ConcurrentQueue<string>());

    /// <summary>Posts one message after the other until it is told to stop; the last one is seen through.</summary>
    public async Task RunAsync(string application, CancellationToken stop)
    {
        var accepted = _accepted.GetOrAdd(application, static _ => new ConcurrentQueue<string>());
        for (var number = 0; !stop.IsCancellationRequested; number++)
            accepted.Enqueue(await PostAsync(application, number));
    }

    private async Task<string> PostAsync(string application, int number)
    {
        var key = "auto_" + Guid.NewGuid();
        var json = $$"""{"eventType":"crash.test","payload":{"number":{{number}},"filler":"{{new string('x', 300)}}"} }""";
        while (true)
        {
            var node = _node;
            try
            {
                var (status, body, _) = await node.PostAsync($"/api/v1/app/{application}/msg", json, key);
                if (status == HttpStatusCode.Accepted) return (string)body!["id"]!;
                if ((int)status < 500) throw new InvalidOperationException($"{(int)status}: {body?.ToJsonString()}");
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
            {
                // It was killed, and isn't there again yet.
            }

            _node = nodes[(Array.IndexOf(nodes, node) + 1) % nodes.Length];
            await Task.Delay(20);
        }
    }
}
