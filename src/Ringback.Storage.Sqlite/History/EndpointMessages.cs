using Ringback.Core.History;
using Ringback.Core.Record;

namespace Ringback.Storage.Sqlite.History;

/// <summary>
/// The statement that lists an endpoint's messages: history merged with work, both in the order of seq, each one range of an index. A
/// delivery that is being tried once more stands in both, and is shown as work.
/// </summary>
internal static class EndpointMessages
{
    /// <summary>What is in flight has no time to wait for; what has one has landed since.</summary>
    private const string InFlight = "w.due is null and w.seq in (select value from json_each(?4))";

    private const string NotInWork = "not exists (select 1 from work w where w.ep = d.ep and w.seq = d.seq)";

    /// <summary>Whether the statement has a parameter for what is in flight.</summary>
    public static bool AsksForInFlight(DeliveryFilter filter) =>
        filter is { State: DeliveryState.Pending or DeliveryState.Sending, InFlight.Count: > 0 };

    /// <summary>
    /// Parameters: ?1 endpoint, ?2 and ?3 the range of seq, where it asks for it ?4 what is in flight as a JSON array, then the conditions'.
    /// Rows: seq, match, state, 0, due.
    /// </summary>
    /// <returns>Null when nothing can match.</returns>
    public static string? Statement(DeliveryFilter filter, Conditions conditions, bool down)
    {
        var order = down ? "desc" : "asc";
        var (delivery, work) = (conditions.ByMessage("d.seq"), conditions.ByMessage("w.seq"));
        return filter.State switch
        {
            null => $"{Delivery("delivery_ep", "")} union all {Work()} order by 1 {order}",
            DeliveryState.Success => $"{Delivery("delivery_ep", "d.state = 0 and ")} order by d.seq {order}",
            DeliveryState.Pending => $"{Work(filter.InFlight.Count == 0 ? "" : $"not ({InFlight}) and ")} order by w.seq {order}",
            DeliveryState.Sending => filter.InFlight.Count == 0 ? null : $"{Work(InFlight + " and ")} order by w.seq {order}",
            DeliveryState.Fail when filter.Expanded => $"{Failed("d.state = 2 and ")} order by d.seq {order}",
            DeliveryState.Canceled when filter.Expanded => $"{Failed("d.state = 4 and ")} order by d.seq {order}",
            DeliveryState.Fail or DeliveryState.Canceled => $"{Failed("")} order by d.seq {order}",
            _ => null,
        };

        string Delivery(string index, string state) =>
            $"select d.seq, {state}{NotInWork} and {delivery}, d.state, 0, null from delivery d indexed by {index} "
            + "where d.ep = ?1 and d.seq > ?2 and d.seq < ?3";

        string Failed(string state) => Delivery("delivery_failed", state) + " and d.state <> 0";

        string Work(string state = "") => $"select w.seq, {state}{work}, 1, 0, w.due from work w where w.ep = ?1 and w.seq > ?2 and w.seq < ?3";
    }
}
