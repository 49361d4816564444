using Ringback.Core.Receive;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Receive;

/// <inheritdoc cref="IRefusedRows"/>
internal sealed class RefusedRows(Database database) : IRefusedRows
{
    public void Add(RefusedRequest request) =>
        database.Prepared(
            "insert into refused (app, at, status, reason, detail, method, target, remote, headers, body, length) "
            + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(request.ApplicationId).Bind(request.At).Bind(request.Status).Bind(request.Reason).Bind(request.Detail).Bind(request.Method)
            .Bind(request.Target).Bind(request.RemoteAddress).Bind(request.Headers.Span).Bind(request.Body.Span).Bind(request.BodyLength).Run();

    public void Trim(int application, int most) =>
        database.Prepared("delete from refused where app = ?1 and n <= (select n from refused where app = ?1 order by n desc limit 1 offset ?2)")
            .Bind(application).Bind(most).Run();

    public void Count(RefusedCount count) =>
        database.Prepared(
            "insert into refused_count (app, reason, count, last) values (?, ?, ?, ?) on conflict (app, reason) do update set "
            + "count = refused_count.count + excluded.count, last = case when excluded.last > refused_count.last then excluded.last else refused_count.last end")
            .Bind(count.ApplicationId).Bind(count.Reason).Bind(count.Count).Bind(count.Last).Run();

    /// <summary>Drops all of a source that is being removed.</summary>
    public static void DropOf(Database database, int application)
    {
        database.Prepared("delete from refused where app = ?").Bind(application).Run();
        database.Prepared("delete from refused_count where app = ?").Bind(application).Run();
    }
}
