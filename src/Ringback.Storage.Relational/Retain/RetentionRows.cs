using Ringback.Core.Retain;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Retain;

/// <inheritdoc cref="IRetentionRows"/>
internal sealed class RetentionRows(Database database) : IRetentionRows
{
    public static RetentionPorts Ports(WriteSession session) => new(
        new MessageSweepRows(session.Database, session.Keys),
        session.Keys,
        session.Payloads,
        new ExpectationSweepRows(session.Database),
        new EndpointWalkRows(session.Database, "work", "seq <= ?2"),
        new EndpointWalkRows(session.Database, "endpoint_hour", "hour < ?2"),
        new RetentionRows(session.Database));

    public void DropRefused(long before, int most)
    {
        // The oldest is the first: mostly it says that there is nothing to do.
        if (database.Prepared("select at from refused order by n limit 1").Scalar() is { } oldest && oldest < before)
        {
            database.Prepared("delete from refused where n <= (select max(n) from (select n, at from refused order by n limit ?2) oldest where at < ?1)")
                .Bind(before).Bind(most).Run();
        }
    }

    public void DropJobs(long before) => database.Prepared("delete from job where status <> 0 and updated < ?").Bind(before).Run();
}
