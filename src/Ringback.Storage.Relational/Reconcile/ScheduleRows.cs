using Ringback.Core.Reconcile;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Reconcile;

/// <inheritdoc cref="IScheduleRows"/>
internal sealed class ScheduleRows(Database database) : IScheduleRows
{
    public bool TryKeepLast(int application, long at)
    {
        database.Prepared("insert into schedule (app, last) values (?, ?) on conflict (app) do update set last = excluded.last where excluded.last > schedule.last")
            .Bind(application).Bind(at).Run();
        return database.Changes > 0;
    }
}
