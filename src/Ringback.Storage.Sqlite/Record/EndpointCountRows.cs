using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <inheritdoc cref="IEndpointCountRows"/>
internal sealed class EndpointCountRows(Database database) : IEndpointCountRows
{
    public void Add(int endpoint, long hour, Tally tally) =>
        database.Prepared(
                "insert into endpoint_hour (ep, hour, success, fail, canceled) values (?, ?, ?, ?, ?) on conflict do update set "
                + "success = success + excluded.success, fail = fail + excluded.fail, canceled = canceled + excluded.canceled")
            .Bind(endpoint).Bind(hour).Bind(tally.Success).Bind(tally.Fail).Bind(tally.Canceled).Run();
}
