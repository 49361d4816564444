using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Operate;

/// <summary>
/// The memory that runs on large events may take together: each holds what its templates make of the event until its exchange has ended,
/// and one event may have a hundred operations. Runs on small events pass. An organisation gets half of it, so that another's large
/// events never wait for those of one alone.
/// </summary>
/// <param name="most">Bytes, of all together.</param>
internal sealed class LargeRuns(long most)
{
    /// <value>Bytes of the event up to which a run takes nothing.</value>
    private const int Small = 64 * 1024;

    /// <value>What is made of an event takes at most twice its size, and several times as much while it is made.</value>
    private const int Copies = 8;

    private readonly Lock _lock = new();

    // By organisation, while a run of it holds something; and the runs that wait, which are in flight and therefore few.
    private readonly Dictionary<int, long> _held = [];
    private readonly LinkedList<(int Organisation, long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private long _total;

    /// <value>Bytes taken now.</value>
    public long Held
    {
        get
        {
            lock (_lock)
                return _total;
        }
    }

    /// <value>Runs that wait.</value>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>What a run takes; 0 when it needs no room.</summary>
    public long NeedOf(Message message) =>
        message.Payload is { Length: > Small and var length } ? Math.Min((long)Copies * length, most / 2) : 0;

    /// <summary>Waits for the room. It is given back by <see cref="Leave"/>.</summary>
    /// <param name="organisation">Whose run it is.</param>
    /// <param name="bytes">Of <see cref="NeedOf"/>: more than 0.</param>
    /// <exception cref="OperationCanceledException">Nothing was taken.</exception>
    public async ValueTask EnterAsync(Organisation organisation, long bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<(int Organisation, long Bytes, TaskCompletionSource Turn)> place;
        lock (_lock)
        {
            place = _waiting.AddLast((organisation.Id, bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            GrantInTurn();
        }

        using var end = cancellation.UnsafeRegister(
            static (state, token) =>
            {
                var (runs, place) = ((LargeRuns, LinkedListNode<(int Organisation, long Bytes, TaskCompletionSource Turn)>))state!;
                lock (runs._lock)
                {
                    // What was granted in this very moment stays granted, and is given back by whoever got it.
                    if (place.List is not null)
                        runs._waiting.Remove(place);
                    place.Value.Turn.TrySetCanceled(token);
                }
            },
            (this, place));
        await place.Value.Turn.Task.ConfigureAwait(false);
    }

    /// <summary>Gives back what a run took.</summary>
    public void Leave(Organisation organisation, long bytes)
    {
        lock (_lock)
        {
            _total -= bytes;
            if ((_held[organisation.Id] -= bytes) == 0)
                _held.Remove(organisation.Id);
            GrantInTurn();
        }
    }

    /// <summary>In the order of their coming. Nobody overtakes but those whose organisation has its half already: they hold nobody else up.</summary>
    private void GrantInTurn()
    {
        for (var place = _waiting.First; place is not null;)
        {
            var (organisation, bytes, turn) = place.Value;
            var held = _held.GetValueOrDefault(organisation) + bytes;
            if (held <= most / 2 && _total + bytes > most)
                return;
            var next = place.Next;
            if (held <= most / 2)
            {
                _total += bytes;
                _held[organisation] = held;
                _waiting.Remove(place);
                turn.SetResult();
            }

            place = next;
        }
    }
}
