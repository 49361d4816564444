using System.Runtime.InteropServices;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>How deliveries ended, by endpoint and hour: counted in memory, added to the table now and then, so that it costs a success nothing.</summary>
internal sealed class EndpointCounts
{
    private Dictionary<(int Endpoint, long Hour), (long Success, long Fail, long Canceled)> _counts = [];

    public int Count => _counts.Count;

    /// <param name="endpoint">The destination.</param>
    /// <param name="state">How the delivery ended.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Add(int endpoint, DeliveryState state, long now)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (endpoint, now / 3_600_000), out _);
        switch (state)
        {
            case DeliveryState.Success: entry.Success++; break;
            case DeliveryState.Canceled: entry.Canceled++; break;
            default: entry.Fail++; break;
        }
    }

    /// <summary>Adds what was counted to the table, in the transaction under way.</summary>
    public void Flush(WriteSession session)
    {
        var taken = _counts;
        _counts = [];
        session.OnUndo(() => _counts = taken);
        var add = session.Database.Prepared(
            "insert into endpoint_hour (ep, hour, success, fail, canceled) values (?, ?, ?, ?, ?) on conflict do update set "
            + "success = success + excluded.success, fail = fail + excluded.fail, canceled = canceled + excluded.canceled");
        foreach (var ((endpoint, hour), (success, fail, canceled)) in taken)
            add.Bind(endpoint).Bind(hour).Bind(success).Bind(fail).Bind(canceled).Run();
    }
}
