using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>Reads single attempts, with what they refer to; the messages of a page once each.</summary>
internal sealed class AttemptReader(Database database, Catalog catalog, AttemptDetail detail)
{
    private readonly Dictionary<long, Message?> _messages = [];
    private readonly Dictionary<int, string> _urls = [];
    private readonly Dictionary<int, Ksuid> _endpoints = [];

    public AttemptEntry? Read(long seq, long aseq)
    {
        var response = detail.HasFlag(AttemptDetail.Response) ? "response" : "null";
        var row = database.Prepared($"select ep, at, ms, code, state, manual, url, {response} from attempt where seq = ? and aseq = ?")
            .Bind(seq).Bind(aseq);
        if (!row.Step())
        {
            row = database.Prepared($"select ep, at, ms, code, 0, 0, url, {response} from delivery where seq = ? and n = ?")
                .Bind(AtMessage(seq, aseq) ? seq : -1).Bind(AttemptPlace.IndexAt(aseq));
            if (!row.Step())
                return null;
        }

        var (endpoint, at, duration, code) = (row.Int32(0), row.Int64(1), row.Int32(2), row.Int32(3));
        var (state, manual, url, answer) = ((DeliveryState)row.Int32(4), row.Int64(5) != 0, row.Int32(6), row.Blob(7).ToArray());
        row.Reset();
        return Message(seq) is not { } message ? null : new AttemptEntry
        {
            Id = AttemptId.Create(at, aseq),
            Message = message,
            Endpoint = endpoint,
            EndpointId = EndpointId(endpoint),
            Url = Url(url),
            At = at,
            DurationMs = duration,
            StatusCode = code,
            State = state,
            Manual = manual,
            Response = answer,
        };
    }

    public Ksuid? IdOf(long seq, long aseq) =>
        (database.Prepared("select at from attempt where seq = ? and aseq = ?").Bind(seq).Bind(aseq).Scalar()
            ?? database.Prepared("select at from delivery where seq = ? and n = ?")
                .Bind(AtMessage(seq, aseq) ? seq : -1).Bind(AttemptPlace.IndexAt(aseq)).Scalar()) is { } at
            ? AttemptId.Create(at, aseq)
            : null;

    /// <summary>The id by which reading goes on from a place of an endpoint's list; where no attempt stands, it is that of the place.</summary>
    public Ksuid? IdOfEndpoints(int endpoint, long aseq)
    {
        var seq = AttemptPlace.MessageAt(aseq);
        var at = database.Prepared("select at from attempt indexed by attempt_ep where ep = ? and aseq = ?").Bind(endpoint).Bind(aseq).Scalar()
            ?? database.Prepared("select at from delivery where seq = ? and ep = ? and at is not null").Bind(seq).Bind(endpoint).Scalar()
            ?? database.Prepared("select at from message where seq = ?").Bind(seq).Scalar();
        return at is { } time ? AttemptId.Create(time, aseq) : null;
    }

    private static bool AtMessage(long seq, long aseq) => AttemptPlace.MessageAt(aseq) == seq && AttemptPlace.IndexAt(aseq) >= 0;

    private Message? Message(long seq)
    {
        if (!_messages.TryGetValue(seq, out var message))
            _messages[seq] = message = MessageLookup.BySeq(database, seq, detail.HasFlag(AttemptDetail.Payload));
        return message;
    }

    private Ksuid EndpointId(int endpoint)
    {
        if (!_endpoints.TryGetValue(endpoint, out var id))
            _endpoints[endpoint] = id = EndpointNames.IdOf(database, catalog, endpoint);
        return id;
    }

    private string Url(int id)
    {
        if (_urls.TryGetValue(id, out var url))
            return url;
        var row = database.Prepared("select text from url where id = ?").Bind(id);
        url = row.Step() ? row.Text(0) : "";
        row.Reset();
        return _urls[id] = url;
    }
}
