using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Record;

namespace Ringback.Storage.Relational.Receive;

/// <summary>
/// The rows of requests, in the transaction under way. Six B-tree inserts for an event with an id and one delivery: message, its id, its
/// application's list, work, the key, the request. The messages of a request follow each other, so that none has to name it.
/// </summary>
internal sealed class ReceivedRows(Database database, MessageKeys keys) : IReceivedRows
{
    private readonly Statement _insert = database.PrepareMany(new ManyRows(RowsChange.Insert, "received", RowColumns.Received));

    public KeyOwner? FindOwner(UInt128 hash) => keys.FindOwner(hash);

    public void TakeKey(DuplicateKey key, long seq) => keys.TakeKey(key, seq);

    public void AddRequest(ReceivedDetails details, long first, long messages)
    {
        _insert.Bind(first).Bind(messages).Bind((long)details.Origin).Bind(details.Method).Bind(details.Target)
            .Bind(details.RemoteAddress).Bind(details.Headers.Span);
        if (details.Body is { } body)
            _insert.Bind(body.Span).Run();
        else
            _insert.BindNull().Run();
    }
}
