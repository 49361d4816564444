using Ringback.Core.Intake;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Intake.Spool;

/// <summary>
/// The dead letters in the file of a spool. A running server finds what was put back after five seconds at the latest; it doesn't count those bytes
/// for its limit.
/// </summary>
internal sealed class SpoolDeadLetters : IDeadLetterBox
{
    private readonly SqliteDatabase _database;

    private SpoolDeadLetters(SqliteDatabase database) => _database = database;

    /// <returns>Null when the data folder has no spool.</returns>
    /// <exception cref="Core.Commit.StoreUnavailableException">The file can't be used; the message says why.</exception>
    public static SpoolDeadLetters? Open(string folder)
    {
        var path = Path.Combine(folder, SpoolFile.Name);
        return File.Exists(path) ? new SpoolDeadLetters(SpoolFile.Open(path)) : null;
    }

    public Task<IReadOnlyList<DeadLetter>> ListAsync(int most)
    {
        var rows = _database.Prepared("select reason, bytes from dead order by id limit ?").Bind((long)most);
        var letters = new List<DeadLetter>();
        while (rows.Step())
            letters.Add(DeadLetter.Create(rows.Blob(1).ToArray(), rows.Text(0)));
        return Task.FromResult<IReadOnlyList<DeadLetter>>(letters);
    }

    public Task<int> RedriveAsync(Func<DeadLetter, bool> isWanted) =>
        Task.FromResult(EndEach(letter => letter.Kept is not null && isWanted(letter), "insert into request (bytes) select bytes from dead where id = ?"));

    public Task<int> DropAsync(Func<DeadLetter, bool> isWanted) => Task.FromResult(EndEach(isWanted, null));

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="before">A statement for each id, in the transaction that removes the letter.</param>
    private int EndEach(Func<DeadLetter, bool> isWanted, string? before)
    {
        var ended = 0;
        // Those that come meanwhile may be the same ones again.
        var last = _database.Prepared("select max(id) from dead").Scalar() ?? 0;
        for (long after = 0; Next(after, last) is var (id, letter); after = id)
        {
            if (!isWanted(letter))
                continue;
            _database.Begin();
            try
            {
                if (before is not null)
                    _database.Prepared(before).Bind(id).Run();
                _database.Prepared("delete from dead where id = ?").Bind(id).Run();
                _database.Execute("commit");
            }
            catch
            {
                if (_database.InTransaction)
                    _database.Execute("rollback");
                throw;
            }

            ended++;
        }

        return ended;
    }

    private (long Id, DeadLetter Letter)? Next(long after, long last)
    {
        var row = _database.Prepared("select id, reason, bytes from dead where id > ? and id <= ? order by id limit 1").Bind(after).Bind(last);
        if (!row.Step())
            return null;
        var next = (row.Int64(0), DeadLetter.Create(row.Blob(2).ToArray(), row.Text(1)));
        row.Reset();
        return next;
    }
}
