using Ringback.Core.Ids;

namespace Ringback.Server.Api.Answers;

/// <summary>
/// The memory that answers may take together while they are read from the store and sent. Whoever asks takes the room that the answer may
/// need first, and gives back what it doesn't need. Nobody can use all of it up: an organisation may hold as much as it leaves free, so
/// that alone it gets a half, and each one that comes later finds a half of what is left; with a customer's tokens it is the same
/// within the organisation's share. An eighth is a reserve for those who hold nothing when the rest is taken.
/// </summary>
/// <param name="most">Bytes, of all together.</param>
/// <param name="clock">Ends the waiting.</param>
internal sealed class AnswerBudget(long most, TimeProvider clock)
{
    /// <value>Bytes of an answer that is sent at once, and holds nothing then: the connection's own buffer takes it.</value>
    public const int Small = 64 * 1024;

    /// <value>How long a request waits for room.</value>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <value>Requests that may wait on one account.</value>
    public const int MostWaiting = 1024;

    private readonly AnswerPool _shared = new(most - most / 8);
    private readonly AnswerPool _reserve = new(most / 8);
    private readonly Lock _lock = new();

    // Those for whom an answer is under way or a request waits; and in the last one, those for whom one waits.
    private readonly Dictionary<AnswerHolder, AnswerAccount> _accounts = [];
    private readonly Dictionary<Ksuid, AnswerShare> _shares = [];
    private readonly LinkedList<AnswerAccount> _turns = [];

    public TimeProvider Clock => clock;

    /// <value>Bytes taken now.</value>
    public long Held
    {
        get
        {
            lock (_lock) return _shared.Held + _reserve.Held;
        }
    }

    /// <value>Requests that wait for room.</value>
    public int Waiting
    {
        get
        {
            lock (_lock) return _turns.Sum(static account => account.Waiting);
        }
    }

    /// <value>Tokens' accounts that are kept: those that hold something, or on which requests wait.</value>
    public int Accounts
    {
        get
        {
            lock (_lock) return _accounts.Count;
        }
    }

    /// <summary>Room for one answer, waiting for it if need be.</summary>
    /// <param name="holder">Whose answer it is.</param>
    /// <param name="bytes">That it may need. One that needs more than there are is let in when there is no other.</param>
    /// <param name="aborted">Ends the waiting.</param>
    public ValueTask<AnswerRoom> TakeAsync(AnswerHolder holder, long bytes, CancellationToken aborted)
    {
        LinkedListNode<AnswerWaiter> waiter;
        AnswerAccount account;
        lock (_lock)
        {
            account = AccountOf(holder);
            var queue = account.QueueFor(bytes);
            if (queue.Count == 0 && PoolFor(account, bytes) is { } pool) return new(Lend(account, pool, bytes));
            if (account.Waiting == MostWaiting) return new(new AnswerRoom(null, AnswerRefusal.QueueFull));
            waiter = queue.AddLast(new AnswerWaiter(bytes, new TaskCompletionSource<AnswerRoom>(TaskCreationOptions.RunContinuationsAsynchronously)));
            if (account.Turn.List is null) _turns.AddLast(account.Turn);
        }
        return WaitAsync(account, waiter, aborted);
    }

    /// <summary>For an answer whose request can't be refused any more: it takes nothing until its size is known.</summary>
    public AnswerLease Begin(AnswerHolder holder) => new(this, holder, _shared, 0);

    /// <summary>An answer takes more or less than before.</summary>
    public void Change(AnswerHolder holder, AnswerPool pool, long bytes)
    {
        lock (_lock)
        {
            var account = AccountOf(holder);
            Add(account, pool, bytes);
            if (bytes < 0) LendToWaiting();
            DropIdle(account);
        }
    }

    private async ValueTask<AnswerRoom> WaitAsync(AnswerAccount account, LinkedListNode<AnswerWaiter> waiter, CancellationToken aborted)
    {
        var lent = waiter.Value.Done.Task;
        try
        {
            return await lent.WaitAsync(Patience, clock, aborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (waiter.List is { } queue)
                {
                    queue.Remove(waiter);
                    if (account.Waiting == 0) _turns.Remove(account.Turn);
                    waiter.Value.Done.SetResult(new AnswerRoom(null, account.Held > 0 ? AnswerRefusal.ShareTaken : AnswerRefusal.NoRoom));
                    DropIdle(account);
                }
            }
            // It may have been lent in this very moment.
            var room = await lent;
            if (e is TimeoutException) return room;
            room.Lease?.Dispose();
            throw;
        }
    }

    /// <summary>One each in turn, until nobody who waits has room.</summary>
    private void LendToWaiting()
    {
        for (var passedOver = 0; passedOver < _turns.Count;)
        {
            var account = _turns.First!.Value;
            _turns.Remove(account.Turn);
            passedOver = TryLend(account, account.Small) || TryLend(account, account.Large) ? 0 : passedOver + 1;
            if (account.Waiting > 0) _turns.AddLast(account.Turn);
        }
    }

    private bool TryLend(AnswerAccount account, LinkedList<AnswerWaiter> queue)
    {
        if (queue.First is not { } first || PoolFor(account, first.Value.Bytes) is not { } pool) return false;
        queue.Remove(first);
        first.Value.Done.SetResult(Lend(account, pool, first.Value.Bytes));
        return true;
    }

    private AnswerPool? PoolFor(AnswerAccount account, long bytes) =>
        HasRoom(account, Math.Min(bytes, _shared.Most)) ? _shared : HasRoomInReserve(account, bytes) ? _reserve : null;

    private bool HasRoom(AnswerAccount account, long bytes)
    {
        var left = _shared.Most - _shared.Held - bytes;
        if (left < 0) return false;
        var share = account.Share;
        if (share.Held > 0 && share.Held + bytes > left) return false;
        if (account.Holder.Application is null || account.Held == 0) return true;
        var leftOfShare = (_shared.Most - _shared.Held + share.Held) / 2 - share.Held - bytes;
        return account.Held + bytes <= leftOfShare;
    }

    /// <summary>Of it, too, an organisation may hold as much as it leaves free: it may have any number of tokens that hold nothing.</summary>
    private bool HasRoomInReserve(AnswerAccount account, long bytes)
    {
        var left = _reserve.Most - _reserve.Held - bytes;
        return left >= 0 && account.Held == 0 && (account.Share.HeldOfReserve == 0 || account.Share.HeldOfReserve + bytes <= left);
    }

    private AnswerRoom Lend(AnswerAccount account, AnswerPool pool, long bytes)
    {
        Add(account, pool, bytes);
        return new AnswerRoom(new AnswerLease(this, account.Holder, pool, bytes));
    }

    private void Add(AnswerAccount account, AnswerPool pool, long bytes)
    {
        pool.Held += bytes;
        account.Held += bytes;
        if (pool == _reserve) account.Share.HeldOfReserve += bytes;
        else account.Share.Held += bytes;
    }

    private AnswerAccount AccountOf(AnswerHolder holder)
    {
        if (_accounts.TryGetValue(holder, out var account)) return account;
        if (!_shares.TryGetValue(holder.Organisation, out var share)) _shares[holder.Organisation] = share = new AnswerShare(holder.Organisation);
        share.Accounts++;
        return _accounts[holder] = new AnswerAccount(holder, share);
    }

    private void DropIdle(AnswerAccount account)
    {
        if (account.Held > 0 || account.Waiting > 0 || !_accounts.Remove(account.Holder)) return;
        if (--account.Share.Accounts == 0) _shares.Remove(account.Share.Organisation);
    }
}
