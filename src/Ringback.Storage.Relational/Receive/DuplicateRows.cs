using Ringback.Core.History;
using Ringback.Core.Receive;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Receive;

/// <inheritdoc cref="IDuplicateCountRows"/>
internal sealed class DuplicateRows(Database database) : IDuplicateCountRows
{
    public void Add(int application, long seq, DuplicateCount count) =>
        database.Prepared(
                "insert into duplicate (seq, app, count, last) values (?, ?, ?, ?) on conflict (seq, app) do update set "
                + "count = duplicate.count + excluded.count, last = case when excluded.last > duplicate.last then excluded.last else duplicate.last end")
            .Bind(seq).Bind(application).Bind(count.Count).Bind(count.Last).Run();

    /// <summary>All there is: what is in the table, and what isn't there yet.</summary>
    /// <param name="counts">Those of memory.</param>
    /// <param name="database">A reader.</param>
    /// <param name="application">The source's.</param>
    /// <param name="seq">A message's; 0 for all of the source.</param>
    public static DuplicateCount CountOf(DuplicateCounts counts, Database database, int application, long seq)
    {
        var recent = counts.Unsaved(application, seq);
        var row = database.Prepared("select count, last from duplicate where seq = ? and app = ?").Bind(seq).Bind(application);
        if (!row.Step())
            return recent;
        var sum = recent.Plus(new DuplicateCount(row.Int64(0), row.Int64(1)));
        row.Reset();
        return sum;
    }
}
