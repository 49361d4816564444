using Ringback.Core.Receive;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Stores;

/// <inheritdoc cref="IRefusedStore"/>
internal sealed class RefusedStore(SqliteWriter writer, ReaderPool readers) : IRefusedStore
{
    public async ValueTask KeepAsync(IReadOnlyList<RefusedRequest> requests, IReadOnlyList<RefusedCount> counts) =>
        await writer.WriteAsync(session =>
        {
            // What was refused for a source that is gone would never leave.
            foreach (var request in requests)
                if (session.Catalog.Source(request.ApplicationId) is not null)
                    Insert(session.Database, request);
            foreach (var application in requests.Select(request => request.ApplicationId).Distinct())
                Trim(session.Database, application);
            foreach (var count in counts)
                if (session.Catalog.Source(count.ApplicationId) is not null)
                    Add(session.Database, count);
            return true;
        });

    public ValueTask<IReadOnlyList<RefusedRequest>> ListAsync(int application) =>
        new(readers.Read(database =>
        {
            var requests = new List<RefusedRequest>();
            var rows = database.Prepared(
                "select n, at, status, reason, detail, method, target, remote, headers, body, length from refused "
                + "where app = ? order by n desc").Bind(application);
            while (rows.Step())
                requests.Add(Read(rows, application));
            return (IReadOnlyList<RefusedRequest>)requests;
        }));

    public ValueTask<IReadOnlyList<RefusedCount>> CountsAsync(int application) =>
        new(readers.Read(database =>
        {
            var counts = new List<RefusedCount>();
            var rows = database.Prepared("select reason, count, last from refused_count where app = ? order by reason").Bind(application);
            while (rows.Step())
                counts.Add(new RefusedCount(application, rows.Text(0), rows.Int64(1), rows.Int64(2)));
            return (IReadOnlyList<RefusedCount>)counts;
        }));

    private static void Insert(Database database, RefusedRequest request) =>
        database.Prepared(
            "insert into refused (app, at, status, reason, detail, method, target, remote, headers, body, length) "
            + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(request.ApplicationId).Bind(request.At).Bind(request.Status).Bind(request.Reason).Bind(request.Detail).Bind(request.Method)
            .Bind(request.Target).Bind(request.RemoteAddress).Bind(request.Headers.Span).Bind(request.Body.Span).Bind(request.BodyLength).Run();

    private static void Trim(Database database, int application) =>
        database.Prepared("delete from refused where app = ?1 and n <= (select n from refused where app = ?1 order by n desc limit 1 offset ?2)")
            .Bind(application).Bind(IRefusedStore.MostOfSource).Run();

    private static void Add(Database database, RefusedCount count) =>
        database.Prepared(
            "insert into refused_count (app, reason, count, last) values (?, ?, ?, ?) on conflict do update set "
            + "count = count + excluded.count, last = max(last, excluded.last)")
            .Bind(count.ApplicationId).Bind(count.Reason).Bind(count.Count).Bind(count.Last).Run();

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
