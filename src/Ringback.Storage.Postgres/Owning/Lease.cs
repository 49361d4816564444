using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Owning;

/// <summary>
/// Who may write: one node at a time, by a row of the database. It says the owner's epoch, which grows with each owner, and until when the
/// owner may write without renewing it, by the database's clock. Each commit locks that row and compares the epoch, so that a node whose lease
/// another one has taken can commit nothing any more; each send asks this node's monotonic clock, so that one that froze or was cut off sends nothing.
/// </summary>
internal sealed class Lease : IPartitionOwner, IDisposable
{
    /// <value>How long a lease is good without being renewed.</value>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    /// <value>How often it is renewed.</value>
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(700);

    /// <value>What a node waits for before it asks again who owns the database, and before it tries to renew again.</value>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _renewing;
    private long _goodUntil;
    private readonly CancellationTokenSource _lost = new();

    private Lease(PostgresDatabase database, TimeProvider clock, LeaseRow row)
    {
        (_database, _clock, Epoch) = (database, clock, row.Epoch);
        _goodUntil = clock.GetTimestamp() + TicksOf(Length);
        _renewing = new Thread(Renew) { IsBackground = true, Name = "ringback-lease" };
    }

    /// <value>Of this owner; no other one has had it.</value>
    public long Epoch { get; }

    /// <value>Canceled when another node has taken the database over.</value>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until no other node owns the database, and takes it.</summary>
    /// <param name="connections">Opens the session that renews the lease.</param>
    /// <param name="node">How this node is named to others.</param>
    /// <param name="clock">Its monotonic timestamps are used.</param>
    /// <param name="waiting">Told who owns the database while this node waits; once for each owner.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">This node is being stopped.</exception>
    public static Lease Take(PostgresConnections connections, string node, TimeProvider clock, Action<string> waiting, CancellationToken stopping)
    {
        var database = connections.Open(SessionLimits.Lease);
        try
        {
            string? told = null;
            while (true)
            {
                stopping.ThrowIfCancellationRequested();
                try
                {
                    database.Open();
                    var asked = clock.GetTimestamp();
                    if (LeaseRow.TryTake(database, node, Length) is { } row)
                    {
                        var lease = new Lease(database, clock, row) { _goodUntil = asked + TicksOf(Length, clock) };
                        lease._renewing.Start();
                        return lease;
                    }

                    var owner = LeaseRow.Owner(database);
                    if (owner is not null && owner != told)
                        waiting(told = owner);
                }
                catch (StoreUnavailableException) when (told is not null)
                {
                    // It stands by: the database comes back, as it does for its owner.
                }

                stopping.WaitHandle.WaitOne(Pause);
            }
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public bool Owns(int partition) => !_lost.IsCancellationRequested && _clock.GetTimestamp() < Interlocked.Read(ref _goodUntil);

    /// <summary>Compares the epoch that a transaction has read under its lock.</summary>
    /// <exception cref="StoreUnavailableException">Another node owns the database.</exception>
    public void Check(long? epoch)
    {
        if (epoch == Epoch)
            return;
        Lose();
        throw new StoreUnavailableException("Another Ringback node has taken over the database. This node writes and sends nothing any more, and has to be started again.");
    }

    /// <summary>Gives the database free for the next node.</summary>
    public void Dispose()
    {
        if (_stop.IsSet)
            return;
        _stop.Set();
        if (_renewing.ThreadState != ThreadState.Unstarted)
            _renewing.Join();
        try
        {
            if (!_lost.IsCancellationRequested)
                LeaseRow.Release(_database, Epoch);
        }
        catch (StoreUnavailableException)
        {
            // It ends by itself.
        }

        _database.Dispose();
        _stop.Dispose();
    }

    private void Renew()
    {
        var pause = Renewal;
        while (!_stop.Wait(pause) && !_lost.IsCancellationRequested)
        {
            pause = Pause;
            var asked = _clock.GetTimestamp();
            try
            {
                _database.Open();
                if (!LeaseRow.TryRenew(_database, Epoch, Length))
                {
                    Lose();
                    return;
                }

                Interlocked.Exchange(ref _goodUntil, asked + TicksOf(Length));
                pause = Renewal;
            }
            catch (StoreUnavailableException)
            {
                // What this node may send ends with the time that it has; it goes on trying.
            }
        }
    }

    /// <summary>Tells those who wait for it on threads of their own: this one must not wait for what they do.</summary>
    private void Lose() => _ = _lost.CancelAsync();

    private long TicksOf(TimeSpan time) => TicksOf(time, _clock);

    private static long TicksOf(TimeSpan time, TimeProvider clock) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
