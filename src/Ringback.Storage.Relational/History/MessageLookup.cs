using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>Single messages.</summary>
internal static class MessageLookup
{
    public static Message? BySeq(Database database, long seq, bool withPayload) =>
        Read(database.Prepared($"select {Columns(withPayload)} from message m where m.seq = ?").Bind(seq));

    public static Ksuid? IdOf(Database database, long seq)
    {
        var row = database.Prepared("select id from message where seq = ?").Bind(seq);
        if (!row.Step())
            return null;
        var id = Ksuid.FromBytes(row.Blob(0));
        row.Reset();
        return id;
    }

    public static Message? Find(Database database, int application, string idOrEventId, bool withPayload)
    {
        Message? found = null;
        if (Ksuid.TryParse(idOrEventId, IdPrefix.Message, out var id))
            found = Read(database.Prepared($"select {Columns(withPayload)} from message m where m.id = ?").Bind(id.ToBytes()));
        else if (idOrEventId.Length is > 0 and <= 256)
            found = ByEventId(database, application, idOrEventId, withPayload);
        return found?.ApplicationId == application ? found : null;
    }

    private static Message? ByEventId(Database database, int application, string eventId, bool withPayload)
    {
        Span<byte> hash = stackalloc byte[16];
        MessageKeys.EventHash(application, eventId, hash);
        return database.Prepared("select seq from dedupe where hash = ?").Bind(hash).Scalar() is { } seq
            && BySeq(database, seq, withPayload) is { } message && message.EventId == eventId ? message : null;
    }

    private static Message? Read(Statement row)
    {
        if (!row.Step())
            return null;
        var message = MessageRow.Read(row);
        row.Reset();
        return message;
    }

    private static string Columns(bool withPayload) => withPayload ? MessageRow.Columns : MessageRow.ColumnsWithoutPayload;
}
