using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Accept;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Owning;

namespace Ringback.Storage.Postgres.Writing;

/// <summary>
/// The transactions of the writer, one after the other. When the connection is lost while one is being committed, only the server knows whether it was:
/// it is asked by the transaction's number, as often as it takes, because neither answer may be guessed.
/// </summary>
internal sealed class WriteTransaction(PostgresDatabase database, Lease lease, PostgresKeys keys, StoreHealth health)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly PostgresStatement _epoch = (PostgresStatement)database.Prepare("select epoch from lease for update");
    private readonly PostgresStatement _current = (PostgresStatement)database.Prepare("select cast(cast(pg_current_xact_id() as text) as bigint)");
    private readonly PostgresStatement _keys = (PostgresStatement)database.Prepare("select hash, seq, ref, body, expires from dedupe where hash = any(?)");
    private readonly ManualResetEventSlim _stopping = new();
    private long _number;
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
        database.Open();
        database.Begin();
        if (hashes.Count == 0)
        {
            database.RunTogether(_epoch, _current);
        }
        else
        {
            _keys.BindBlobs([.. hashes.Select(BytesOf)]);
            database.RunTogether(_epoch, _current, _keys);
        }

        lease.Check(_epoch.Scalar());
        _number = _current.Scalar() ?? 0;
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
            database.Open();
            var row = database.Prepared("select pg_xact_status(cast(cast(? as text) as xid8))").Bind(_number);
            var status = row.Step() ? row.Text(0) : "";
            row.Reset();
            // "in progress" while the server hasn't noticed yet that the session is gone.
            return status switch
            {
                "committed" => true,
                "in progress" => null,
                _ => false,
            };
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static byte[] BytesOf(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }
}
