using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>What rules of expectations read and write, in the batch under way. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IExpectationRows
{
    /// <summary>An expectation as it is now; null when it is gone.</summary>
    Expectation? Find(long row);

    /// <summary>Expectations of a key that an event may meet, or be the late one of: open, polling and reconciled. The latest first, so many at most.</summary>
    IReadOnlyList<Expectation> FindAbout(int application, long keyHash, int most);

    /// <summary>The latest events about a key, of which it was known; the latest first, so many at most.</summary>
    IReadOnlyList<long> FindEvents(long keyHash, int most);

    /// <summary>The message with this seq, or null.</summary>
    Message? FindMessage(long seq);

    /// <summary>Keeps what an event is about.</summary>
    void KeepEvent(long seq, long keyHash);

    void Add(Expectation expectation, long keyHash);

    /// <summary>Keeps how an expectation ended.</summary>
    /// <param name="at">Unix milliseconds.</param>
    void End(Expectation expectation, ExpectationStatus status, long? @event, long at);

    /// <summary>Keeps when a provider is asked next, and tells the reconciler after the commit.</summary>
    /// <param name="at">Unix milliseconds of now.</param>
    void PollAt(Expectation expectation, long due, long at);

    /// <summary>Keeps a poll as the n-th of an expectation, which has so many from then on.</summary>
    void AddPoll(Expectation expectation, int number, Poll poll);

    /// <summary>Drops the polls of an expectation up to the n-th.</summary>
    void DropPolls(Expectation expectation, int upTo);

    /// <summary>Tells the reconciler after the commit that an expectation has a time (Unix milliseconds).</summary>
    void TellDue(long due);

    /// <summary>Keeps from which seq on all events of a source are looked at there.</summary>
    void Watch(int application, string pointer, long since);

    void Unwatch(int application, string pointer);
}

/// <param name="Watched">Where events of a source are looked at, and from which seq on.</param>
/// <param name="Live">How many expectations of each source an event could meet, or be the late one of.</param>
internal readonly record struct ExpectationState(
    IReadOnlyList<(int Application, string Pointer, long Since)> Watched, IReadOnlyList<(int Application, int Count)> Live);
