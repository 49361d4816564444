using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>
/// The rows of requests, in the transaction under way. Six B-tree inserts for an event with an id and one delivery: message, its id, its
/// application's list, work, the key, the request. The messages of a request follow each other, so that none has to name it.
/// </summary>
internal sealed class ReceivedRows(Database database, Dedupe dedupe) : IReceivedRows
{
    private readonly Statement _insert = database.Prepare(
        "insert into received (seq, events, origin, method, target, remote, headers, body) values (?, ?, ?, ?, ?, ?, ?, ?)");

    public KeyOwner? FindOwner(UInt128 hash) =>
        dedupe.Find(hash) is { Seq: { } seq, Expires: var expires } ? new KeyOwner(seq, expires ?? long.MaxValue) : null;

    public void TakeKey(DuplicateKey key, long seq) => dedupe.Log.Add(key, seq);

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
