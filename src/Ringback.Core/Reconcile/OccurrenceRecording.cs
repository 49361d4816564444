using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>When schedules fired last, in the batch under way.</summary>
internal interface IScheduleRows
{
    /// <summary>Keeps an occurrence as the last one of its source, unless it, or a later one, is on record.</summary>
    /// <param name="at">Unix milliseconds of the occurrence.</param>
    /// <returns>Whether it is the last one now.</returns>
    bool TryKeepLast(int application, long at);
}

/// <summary>The rule of schedules: an occurrence becomes an event once, and none does behind a later one.</summary>
internal sealed class OccurrenceRecording(IScheduleRows rows, IMadeEvents events)
{
    /// <param name="at">Unix milliseconds of the occurrence.</param>
    /// <returns>Whether it was new, and its source is there.</returns>
    public bool Fire(ReceivedRequest occurrence, long at) => rows.TryKeepLast(occurrence.ApplicationId, at) && events.Accept(occurrence) is not null;
}
