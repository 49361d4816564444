using System.Globalization;
using Ringback.Core.History;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// The list of an endpoint's messages: history merged with work and with what is direct, all in the order of seq, each one range of an
/// index or a short list from memory. A delivery that is being tried once more stands in history and work, and is shown as work.
/// </summary>
/// <param name="database">A reader.</param>
/// <param name="endpoint">The destination.</param>
/// <param name="filter">What is asked for.</param>
/// <param name="direct">Messages that had a direct delivery to the endpoint before the database was looked at, in order of seq.</param>
/// <param name="down">Whether the newest come first.</param>
internal sealed class EndpointMessages(Database database, int endpoint, DeliveryFilter filter, IReadOnlyList<long> direct, bool down)
{
    private const string NotInWork = "not exists (select 1 from work w where w.ep = d.ep and w.seq = d.seq)";

    // The parameters in front of the conditions': ?1 endpoint, ?2 and ?3 the range of seq, then as lists, where they are asked for,
    // what is in flight and what is direct.
    private readonly bool _asksForInFlight = filter is { State: DeliveryState.Pending or DeliveryState.Sending, InFlight.Count: > 0 };
    private readonly bool _asksForDirect = direct.Count > 0 && filter.State is null or DeliveryState.Pending or DeliveryState.Sending;

    /// <value>Rows that a page looks at: fewer where they are judged by more than their index.</value>
    public int Most { get; private set; } = Scan.Cheap;

    private string InFlight => $"(select value from {database.Numbers(4)})";

    private string Direct => $"{database.Numbers(_asksForInFlight ? 5 : 4)} h";

    /// <summary>Rows: seq, match, state, 0, due. Null when nothing can match.</summary>
    public Statement? Prepare(SeqRange range)
    {
        var conditions = new Conditions(4 + (_asksForInFlight ? 1 : 0) + (_asksForDirect ? 1 : 0)).OfMessage(filter, withTime: true);
        if (conditions.Any || _asksForInFlight)
            Most = Scan.Far;
        if (Sql(conditions) is not { } sql)
            return null;
        var statement = database.Prepared(sql).Bind(endpoint).Bind(range.Low).Bind(range.High);
        if (_asksForInFlight)
            statement.BindNumbers(filter.InFlight);
        if (_asksForDirect)
            statement.BindNumbers(direct);
        return conditions.Bind(statement);
    }

    private string? Sql(Conditions conditions)
    {
        var order = $"{(down ? "desc" : "asc")} {Scan.Limit(Most)}";
        var (delivery, work, open) = (conditions.ByMessage("d.seq"), conditions.ByMessage("w.seq"), conditions.ByMessage("h.value"));
        return filter.State switch
        {
            null => $"{Delivery("delivery_ep", "")} union all {Unfinished("", "")} order by 1 {order}",
            DeliveryState.Success => $"{Delivery("delivery_ep", "d.state = 0 and ")} order by d.seq {order}",
            DeliveryState.Pending => _asksForInFlight
                // What is in flight has no time to wait for; what has one has ended since.
                ? $"{Unfinished($"not (w.due is null and w.seq in {InFlight}) and ", $"h.value not in {InFlight} and ")} order by 1 {order}"
                : $"{Unfinished("", "")} order by 1 {order}",
            DeliveryState.Sending => _asksForInFlight
                ? $"{Unfinished($"w.due is null and w.seq in {InFlight} and ", $"h.value in {InFlight} and ")} order by 1 {order}"
                : null,
            DeliveryState.Fail when filter.Expanded => $"{Failed("d.state = 2 and ")} order by d.seq {order}",
            DeliveryState.Canceled when filter.Expanded => $"{Failed("d.state = 4 and ")} order by d.seq {order}",
            DeliveryState.Fail or DeliveryState.Canceled => $"{Failed("")} order by d.seq {order}",
            _ => null,
        };

        string Delivery(string index, string state) =>
            $"select d.seq, {state}{NotInWork} and {delivery}, d.state, 0, null from delivery d indexed by {index} "
            + "where d.ep = ?1 and d.seq > ?2 and d.seq < ?3";

        string Failed(string state) => Delivery("delivery_failed", state) + " and d.state <> 0";

        string Unfinished(string ofWork, string ofDirect) =>
            $"select w.seq, {ofWork}{work}, 1, 0, w.due from work w where w.ep = ?1 and w.seq > ?2 and w.seq < ?3"
            + (_asksForDirect ? $" union all select h.value, {ofDirect}{open}, 1, 0, null from {Direct} where h.value > ?2 and h.value < ?3 and {DirectRows.StillOpen}" : "");
    }
}
