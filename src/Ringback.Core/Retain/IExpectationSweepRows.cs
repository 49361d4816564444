using Ringback.Core.Reconcile;

namespace Ringback.Core.Retain;

/// <summary>Expectations that may go, in the batch under way.</summary>
internal interface IExpectationSweepRows
{
    /// <summary>The next expectations in the order of their rows.</summary>
    IReadOnlyList<SweptExpectation> Next(long after, int most);

    /// <summary>Drops an expectation with its polls.</summary>
    void Drop(long row);

    /// <summary>Drops when schedules fired last whose source is gone.</summary>
    void DropSchedulesWithoutSource();
}

/// <param name="Row">By which it is found.</param>
/// <param name="Application">The source's.</param>
/// <param name="Status">As it is now.</param>
/// <param name="HasEnded">It has no due time any more.</param>
/// <param name="UpdatedAt">Of one that has ended: when it did. Unix milliseconds.</param>
internal readonly record struct SweptExpectation(long Row, int Application, ExpectationStatus Status, bool HasEnded, long UpdatedAt)
{
    /// <value>Whether an event could meet it, or be the late one of it.</value>
    public bool IsLive => !HasEnded || Status == ExpectationStatus.Reconciled;
}
