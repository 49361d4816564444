using System.Buffers.Binary;
using Npgsql;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Accept;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Owning;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Writing;

/// <summary>
/// The transactions of the writer, one after the other. Each leaves its number in the table <c>written</c>. When the connection is lost while one is
/// being committed, only the server knows whether it was: it is asked for that number, as often as it takes, because neither answer may be guessed.
/// </summary>
/// <remarks>
/// The server's own number of the transaction doesn't tell (<c>pg_xact_status</c>): one that a crash has lost is given to another transaction.
/// </remarks>
internal sealed class WriteTransaction(PostgresDatabase database, Lease lease, PostgresKeys keys, StoreHealth health)
{
    /// <value>After so many transactions the numbers of older ones are deleted.</value>
    private const int Kept = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly PostgresStatement _epoch = (PostgresStatement)database.Prepare("select epoch from lease for update");
    private readonly PostgresStatement _keys = (PostgresStatement)database.Prepare("select hash, seq, ref, body, expires from dedupe where hash = any(?)");
    private readonly Statement _write = database.PrepareMany(new ManyRows(
        RowsChange.Insert, "written", [new("epoch", RowsType.Number), new("number", RowsType.Number)], Key: 0, ""));
    private readonly Statement _forget = database.Prepare("delete from written where epoch < ?1 or (epoch = ?1 and number < ?2)");
    private readonly Statement _wasWritten = database.Prepare("select 1 from written where epoch = ? and number = ?");
    private readonly ManualResetEventSlim _stopping = new();
    private long _number;
    private int _process = database.ProcessId;
    private bool _isCommitting;
    private volatile string? _inDoubt;

    /// <value>Said while nobody knows whether the last transaction was committed; null: it is known.</value>
    public string? InDoubt => _inDoubt;

    /// <summary>
    /// Begins one in one round trip: takes the lock that lets one batch in at a time, checks that this node still owns the database, and reads
    /// what is on record for the keys that the batch asks for.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Another node owns the database now, or it can't be used at the moment.</exception>
    public void Begin(IReadOnlyList<UInt128> hashes)
    {
        _isCommitting = false;
        _number++;
        Open();
        database.Begin();
        if (hashes.Count == 0)
        {
            database.RunTogether(_epoch);
        }
        else
        {
            _keys.BindBlobs([.. hashes.Select(BytesOf)]);
            database.RunTogether(_epoch, _keys);
        }

        lease.Check(_epoch.Scalar());
        keys.Learn(hashes);
        if (hashes.Count == 0)
            return;
        while (_keys.Step())
        {
            keys.Learn(
                BinaryPrimitives.ReadUInt128BigEndian(_keys.Blob(0)),
                new KeptKey(_keys.NullableInt64(1), _keys.NullableText(2), _keys.Int64(3), _keys.NullableInt64(4)));
        }
    }

    /// <summary>Sends the rows that were held back, and commits, in one round trip.</summary>
    public void Commit()
    {
        _write.Bind(lease.Epoch).Bind(_number).Run();
        if (_number % Kept == 0)
            _forget.Bind(lease.Epoch).Bind(_number).Run();
        _isCommitting = true;
        database.Commit();
    }

    /// <summary>After an exception: whether the transaction was committed all the same.</summary>
    public bool WasCommitted()
    {
        if (!_isCommitting || !database.IsBroken)
            return false;
        _inDoubt = "The connection to PostgreSQL was lost during a commit. Ringback asks PostgreSQL whether it was committed as soon as it can be reached.";
        health.Failed(_inDoubt);
        try
        {
            while (!_stopping.IsSet)
            {
                if (TryAsk() is { } answer)
                    return answer;
                _stopping.Wait(Pause);
            }

            return false;
        }
        finally
        {
            _inDoubt = null;
        }
    }

    /// <summary>Gives up what isn't known, because the store is being closed: its callers hear that nothing is known to be kept, and the next start finds what was.</summary>
    public void Stop() => _stopping.Set();

    private bool? TryAsk()
    {
        try
        {
            Open();
            database.Begin();
            // The lost transaction has this lock until it has ended, one way or the other.
            database.RunTogether(_epoch);
            _epoch.Reset();
            return _wasWritten.Bind(lease.Epoch).Bind(_number).Scalar() is not null;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or PostgresException)
        {
            return null;
        }
        finally
        {
            RollBack();
        }
    }

    private void RollBack()
    {
        try
        {
            database.RollBack();
        }
        catch (StoreUnavailableException)
        {
            // The session has ended, and the transaction with it.
        }
    }

    /// <summary>Begins a session when the last one was lost. The server may not know that yet, and keep its transaction with all its locks: it is ended.</summary>
    private void Open()
    {
        if (!database.IsBroken)
            return;
        database.Open();
        database.Prepared("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid = ? and application_name = ? and pid <> pg_backend_pid()")
            .Bind(_process).Bind(database.SessionName).Scalar();
        _process = database.ProcessId;
    }

    private static byte[] BytesOf(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }
}
