using Ringback.Core.Receive;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Receive;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IRefusedStore"/>
internal sealed class RefusedStore(Writer writer, IReaders readers) : IRefusedStore
{
    public async ValueTask KeepAsync(IReadOnlyList<RefusedRequest> requests, IReadOnlyList<RefusedCount> counts) =>
        await writer.WriteAsync(session =>
        {
            new RefusedKeeping(new RefusedRows(session.Database), session.Catalog).Keep(requests, counts);
            return true;
        });

    public ValueTask<IReadOnlyList<RefusedRequest>> ListAsync(int application) =>
        readers.ReadAsync(database =>
        {
            var requests = new List<RefusedRequest>();
            var rows = database.Prepared(
                "select n, at, status, reason, detail, method, target, remote, headers, body, length from refused "
                + "where app = ? order by n desc").Bind(application);
            while (rows.Step())
                requests.Add(Read(rows, application));
            return (IReadOnlyList<RefusedRequest>)requests;
        });

    public ValueTask<IReadOnlyList<RefusedCount>> CountsAsync(int application) =>
        readers.ReadAsync(database =>
        {
            var counts = new List<RefusedCount>();
            var rows = database.Prepared("select reason, count, last from refused_count where app = ? order by reason").Bind(application);
            while (rows.Step())
                counts.Add(new RefusedCount(application, rows.Text(0), rows.Int64(1), rows.Int64(2)));
            return (IReadOnlyList<RefusedCount>)counts;
        });

    private static RefusedRequest Read(Statement row, int application) => new()
    {
        Id = row.Int64(0),
        ApplicationId = application,
        At = row.Int64(1),
        Status = row.Int32(2),
        Reason = row.Text(3),
        Detail = row.Text(4),
        Method = row.Text(5),
        Target = row.Text(6),
        RemoteAddress = row.NullableText(7),
        Headers = row.Blob(8).ToArray(),
        Body = row.Blob(9).ToArray(),
        BodyLength = row.NullableInt64(10),
    };
}
