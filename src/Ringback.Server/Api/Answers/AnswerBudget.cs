using Ringback.Core.Ids;

namespace Ringback.Server.Api.Answers;

/// <summary>
/// The memory that answers may take together while they are read from the store and sent. Whoever asks takes the room of the largest page
/// first, and gives back what the page doesn't need. Nobody can use all of it up: an organisation may hold as much as it leaves free, so
/// that alone it gets a half, and each one that comes later finds a half of what is left; with a customer's tokens it is the same
/// within the organisation's share. Whoever holds nothing is let in where there is any room at all.
/// </summary>
/// <param name="most">Bytes, of all together.</param>
/// <param name="largest">Bytes that an answer may need before its size is known.</param>
/// <param name="clock">Ends the waiting.</param>
internal sealed class AnswerBudget(long most, long largest, TimeProvider clock)
{
    /// <value>How long a request waits for room.</value>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <value>Requests that may wait on one account.</value>
    public const int MostWaiting = 64;

    /// <value>Accounts that are kept for their next request.</value>
    private const int MostIdle = 1024;

    // Several answers go at once even where messages may be larger than all of it.
    private readonly long _largest = Math.Min(largest, most / 4);
    private readonly Lock _lock = new();
    private readonly Dictionary<AnswerHolder, Account> _accounts = [];
    private readonly Dictionary<Ksuid, Share> _shares = [];
    private readonly Queue<Account> _turns = [];
    private long _held;

    public TimeProvider Clock => clock;

    /// <value>Bytes taken now.</value>
    public long Held
    {
        get
        {
            lock (_lock) return _held;
        }
    }

    /// <value>Requests that wait for room.</value>
    public int Waiting
    {
        get
        {
            lock (_lock) return _turns.Sum(static account => account.Waiting.Count);
        }
    }

    /// <summary>Room for one answer, waiting for it if need be; null: there was none in time.</summary>
    public ValueTask<AnswerLease?> TakeAsync(AnswerHolder holder, CancellationToken aborted)
    {
        LinkedListNode<TaskCompletionSource<AnswerLease?>> waiter;
        Account account;
        lock (_lock)
        {
            account = AccountOf(holder);
            if (account.Waiting.Count == 0 && HasRoom(account)) return new(Lend(account));
            if (account.Waiting.Count == MostWaiting) return new((AnswerLease?)null);
            GiveTurn(account);
            waiter = account.Waiting.AddLast(new TaskCompletionSource<AnswerLease?>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        return WaitAsync(account, waiter, aborted);
    }

    /// <summary>For an answer whose request can't be refused any more: it takes nothing until its size is known.</summary>
    public AnswerLease Begin(AnswerHolder holder) => new(this, holder, 0);

    /// <summary>Whether answers on this account take room now.</summary>
    public bool HoldsAny(AnswerHolder holder)
    {
        lock (_lock) return _accounts.TryGetValue(holder, out var account) && account.Held > 0;
    }

    /// <summary>An answer takes more or less than before.</summary>
    public void Change(AnswerHolder holder, long bytes)
    {
        lock (_lock)
        {
            Add(AccountOf(holder), bytes);
            if (bytes < 0) LendToWaiting();
            if (_held > 0 || _accounts.Count <= MostIdle || _turns.Count > 0) return;
            _accounts.Clear();
            _shares.Clear();
        }
    }

    private async ValueTask<AnswerLease?> WaitAsync(
        Account account, LinkedListNode<TaskCompletionSource<AnswerLease?>> waiter, CancellationToken aborted)
    {
        try
        {
            return await waiter.Value.Task.WaitAsync(Patience, clock, aborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (waiter.List is not null) account.Waiting.Remove(waiter);
                waiter.Value.TrySetResult(null);
            }
            // It may have been lent in this very moment.
            var lease = await waiter.Value.Task;
            if (e is TimeoutException) return lease;
            lease?.Dispose();
            throw;
        }
    }

    /// <summary>One each in turn, until nobody who waits has room.</summary>
    private void LendToWaiting()
    {
        for (var passedOver = 0; passedOver < _turns.Count;)
        {
            var account = _turns.Dequeue();
            account.HasTurn = false;
            if (account.Waiting.First is not { } first) continue;
            if (HasRoom(account))
            {
                account.Waiting.Remove(first);
                first.Value.SetResult(Lend(account));
                passedOver = 0;
            }
            else
            {
                passedOver++;
            }
            if (account.Waiting.Count > 0) GiveTurn(account);
        }
    }

    private void GiveTurn(Account account)
    {
        if (!account.HasTurn) _turns.Enqueue(account);
        account.HasTurn = true;
    }

    private bool HasRoom(Account account)
    {
        var left = most - _held - _largest;
        if (left < 0) return _held == 0;
        var share = account.Share;
        if (share.Held > 0 && share.Held + _largest > left) return false;
        if (account.Holder.Application is null || account.Held == 0) return true;
        var leftOfShare = (most - _held + share.Held) / 2 - share.Held - _largest;
        return account.Held + _largest <= leftOfShare;
    }

    private AnswerLease Lend(Account account)
    {
        Add(account, _largest);
        return new AnswerLease(this, account.Holder, _largest);
    }

    private void Add(Account account, long bytes)
    {
        _held += bytes;
        account.Held += bytes;
        account.Share.Held += bytes;
    }

    private Account AccountOf(AnswerHolder holder)
    {
        if (_accounts.TryGetValue(holder, out var account)) return account;
        if (!_shares.TryGetValue(holder.Organisation, out var share)) _shares[holder.Organisation] = share = new Share();
        return _accounts[holder] = new Account(holder, share);
    }

    /// <summary>Of an organisation.</summary>
    private sealed class Share
    {
        public long Held { get; set; }
    }

    private sealed class Account(AnswerHolder holder, Share share)
    {
        public AnswerHolder Holder { get; } = holder;

        public Share Share { get; } = share;

        public long Held { get; set; }

        public LinkedList<TaskCompletionSource<AnswerLease?>> Waiting { get; } = [];

        /// <value>Whether it has a turn among those that wait.</value>
        public bool HasTurn { get; set; }
    }
}
