using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Receive;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IReceivedHistory"/>
internal sealed class ReceivedHistory(IReaders readers, DuplicateCounts duplicates) : IReceivedHistory
{
    public ValueTask<ReceivedMessage?> FindAsync(Message message) =>
        readers.ReadAsync(database => Find(database, message));

    public ValueTask<long> RequestBytesAsync(Message message) =>
        readers.ReadAsync(database => database.Prepared(
                "select case when seq + events > ?1 then length(headers) + coalesce(length(body), 0) else 0 end from received where seq <= ?1 order by seq desc limit 1")
            .Bind(message.Seq).Scalar() ?? 0);

    public ValueTask<DuplicateCount> DuplicatesAsync(int application) =>
        readers.ReadAsync(database => DuplicateRows.CountOf(duplicates, database, application, 0));

    private ReceivedMessage? Find(Database database, Message message)
    {
        // The messages of a request follow its first, under which it is kept.
        var row = database.Prepared(
            "select seq, events, origin, method, target, remote, headers, body from received where seq <= ? order by seq desc limit 1")
            .Bind(message.Seq);
        if (!row.Step())
            return null;
        var found = row.Int64(0) + row.Int64(1) > message.Seq ? Read(row) : null;
        var events = row.Int32(1);
        row.Reset();
        return found is null ? null : new ReceivedMessage(found, events, DuplicateRows.CountOf(duplicates, database, message.ApplicationId, message.Seq));
    }

    private static ReceivedDetails Read(Statement row) => new()
    {
        Origin = (EventOrigin)row.Int32(2),
        Method = row.Text(3),
        Target = row.Text(4),
        RemoteAddress = row.NullableText(5),
        Headers = row.Blob(6).ToArray(),
        Body = row.IsNull(7) ? (ReadOnlyMemory<byte>?)null : row.Blob(7).ToArray(),
    };
}
