using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;

namespace Ringback.Core.Reconcile;

/// <summary>Keeps expectations.</summary>
internal interface IExpectationStore
{
    /// <summary>
    /// Keeps a new one. An event that meets it and was accepted before, within its look-back, is found; one that is accepted after
    /// meets it in its own commit: none falls between.
    /// </summary>
    /// <param name="key">When a creation with this key is on record, nothing is kept, and the id of the first is returned.</param>
    /// <returns>A null reference: the source is gone.</returns>
    /// <exception cref="TooManyPointersException">The source is watched at as many pointers as may be.</exception>
    ValueTask<ChangeResult> CreateAsync(IdempotencyKey? key, Expectation expectation);

    ValueTask<Expectation?> FindAsync(int application, Ksuid id);

    /// <summary>The polls of one, in order; the latest hundred.</summary>
    ValueTask<IReadOnlyList<Poll>> PollsAsync(Expectation expectation);

    ValueTask<HistoryPage<Expectation>> ListAsync(int application, ExpectationFilter filter, PageRequest page);

    /// <summary>Ends one that hasn't ended.</summary>
    /// <returns>Its status now; null when there is none.</returns>
    ValueTask<ExpectationStatus?> CancelAsync(int application, Ksuid id);
}

/// <summary>Each pointer costs every event of its source a look.</summary>
internal sealed class TooManyPointersException() : Exception($"A source can have at most {Most} different key pointers.")
{
    public const int Most = 16;
}

/// <param name="Key">Null: any.</param>
/// <param name="Status">Null: any.</param>
internal sealed record ExpectationFilter(string? Key = null, ExpectationStatus? Status = null);

/// <summary>What the reconciler works on.</summary>
internal interface IReconcileStore
{
    /// <summary>The earliest due time (Unix milliseconds) but of those that are left out, or null.</summary>
    ValueTask<long?> NextDueAsync(DueExcept except);

    /// <summary>Those that are due, earliest first, but those left out.</summary>
    ValueTask<IReadOnlyList<Expectation>> DueAsync(long now, DueExcept except, int limit);

    /// <summary>
    /// Records a poll and what follows from it in one commit, unless the expectation has ended meanwhile: then the poll is on record,
    /// and nothing follows. An event that is a duplicate fulfils it.
    /// </summary>
    /// <returns>Its status now; null when it is gone.</returns>
    ValueTask<ExpectationStatus?> RecordAsync(PollResult result);

    /// <summary>When the source's schedule fired last (Unix milliseconds); null: never.</summary>
    ValueTask<long?> LastFiredAsync(int application);

    /// <summary>Keeps an occurrence of a schedule, unless it, or a later one, is on record.</summary>
    /// <param name="at">Unix milliseconds of the occurrence.</param>
    /// <returns>Whether it was new.</returns>
    ValueTask<bool> FireAsync(ReceivedRequest occurrence, long at);
}

/// <summary>What isn't to be taken now.</summary>
/// <param name="Applications">Sources of which enough is under way.</param>
/// <param name="Rows">What is under way.</param>
internal sealed record DueExcept(IReadOnlyCollection<int> Applications, IReadOnlyCollection<long> Rows)
{
    public static readonly DueExcept Nothing = new([], []);
}
