using System.Globalization;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>A kind of list request, and the paths to take in turn.</summary>
internal sealed record ListRequest(string Name, IReadOnlyList<string> Paths)
{
    private const string App = "/api/v1/app/" + HistoryFiller.Application;

    /// <summary>Every list that grows with history: plain, from the middle, and filtered by what is rare.</summary>
    /// <param name="messages">Ids of some messages.</param>
    /// <param name="middle">A time with about half of the history before it.</param>
    public static IReadOnlyList<ListRequest> All(IReadOnlyList<string> messages, DateTimeOffset middle)
    {
        var before = "before=" + Uri.EscapeDataString(middle.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        const string Busy = $"{App}/attempt/endpoint/all";
        string[] some = [.. Enumerable.Range(0, HistoryFiller.Types).Select(type => string.Create(CultureInfo.InvariantCulture, $"{App}/attempt/endpoint/ep-{type}-0"))];
        return
        [
            new("attempts by endpoint", [Busy, .. some]),
            new("attempts by endpoint, from the middle", [$"{Busy}?{before}", .. some.Select(path => $"{path}?{before}")]),
            new("attempts by endpoint, failed (rare)", [$"{Busy}?status=2", .. some.Select(path => $"{path}?status=2")]),
            new("attempts by endpoint, 5xx (rare)", [$"{Busy}?status_code_class=500"]),
            new("attempts by endpoint, rare type", [$"{Busy}?event_types={HistoryFiller.RareType}"]),
            new("attempts by endpoint, rare tag", [$"{Busy}?tag={HistoryFiller.RareTag}"]),
            new("attempts by message", [.. messages.Select(id => $"{App}/attempt/msg/{id}")]),
            new("attempts by message, failed (rare)", [.. messages.Select(id => $"{App}/attempt/msg/{id}?status=2")]),
            new("messages", [$"{App}/msg"]),
            new("messages, from the middle", [$"{App}/msg?{before}"]),
            new("messages, rare type", [$"{App}/msg?event_types={HistoryFiller.RareType}"]),
            new("messages, rare tag", [$"{App}/msg?tag={HistoryFiller.RareTag}"]),
            new("messages of an endpoint", [$"{App}/endpoint/all/msg"]),
            new("messages of an endpoint, failed (rare)", [$"{App}/endpoint/all/msg?status=2"]),
            new("messages of an endpoint, rare type", [$"{App}/endpoint/all/msg?event_types={HistoryFiller.RareType}"]),
        ];
    }
}
