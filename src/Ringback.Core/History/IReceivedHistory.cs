using Ringback.Core.Messages;

namespace Ringback.Core.History;

/// <summary>What came from outside, as it came.</summary>
internal interface IReceivedHistory
{
    /// <summary>
    /// The request that brought a message, and how often its event came again; null for a message that didn't come from outside.
    /// Where the request's body is the payload, <see cref="ReceivedDetails.Body"/> is null.
    /// </summary>
    ValueTask<ReceivedMessage?> FindAsync(Message message);

    /// <summary>How much <see cref="FindAsync"/> would read: the request's headers, and its body where that isn't the payload.</summary>
    ValueTask<long> RequestBytesAsync(Message message);

    /// <summary>How often events of a source came again.</summary>
    ValueTask<DuplicateCount> DuplicatesAsync(int application);
}

/// <param name="Details">Shared by all events of the request.</param>
/// <param name="Events">How many of them were new.</param>
/// <param name="Duplicates">Of this event.</param>
internal sealed record ReceivedMessage(ReceivedDetails Details, int Events, DuplicateCount Duplicates);

/// <param name="Count">The first isn't counted.</param>
/// <param name="Last">Unix milliseconds; 0 when there was none.</param>
internal readonly record struct DuplicateCount(long Count, long Last)
{
    public DuplicateCount Plus(DuplicateCount other) => new(Count + other.Count, Math.Max(Last, other.Last));
}
