using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Record;

/// <inheritdoc cref="IEndpointCountRows"/>
internal sealed class EndpointCountRows(Database database) : IEndpointCountRows
{
    public void Add(int endpoint, long hour, Tally tally) =>
        database.Prepared(
                "insert into endpoint_hour (ep, hour, success, fail, canceled) values (?, ?, ?, ?, ?) on conflict (ep, hour) do update set "
                + "success = endpoint_hour.success + excluded.success, fail = endpoint_hour.fail + excluded.fail, canceled = endpoint_hour.canceled + excluded.canceled")
            .Bind(endpoint).Bind(hour).Bind(tally.Success).Bind(tally.Fail).Bind(tally.Canceled).Run();
}
