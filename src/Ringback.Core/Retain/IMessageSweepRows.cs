namespace Ringback.Core.Retain;

/// <summary>
/// The messages that go, and what is on record for them, in the batch under way. A store whose tables are parted by time may drop more
/// than it is asked for, up to the seq that is given.
/// </summary>
internal interface IMessageSweepRows
{
    /// <value>The seq of the oldest message; null when there is none.</value>
    long? First { get; }

    /// <summary>The oldest messages in the order of commit, up to the first that was accepted at a time (Unix milliseconds) or later.</summary>
    IReadOnlyList<OldMessage> Oldest(long before, int most);

    /// <summary>Drops the attempts and the deliveries of messages up to a seq in the order of commit, of each no more than so many.</summary>
    /// <returns>Whether those were all.</returns>
    bool DropOutcomes(long upTo, int most);

    /// <summary>The oldest message that has an attempt or a delivery, whether or not it is there itself; null when none has.</summary>
    long? FirstWithOutcome();

    /// <summary>Makes an event id of an application free for a new message.</summary>
    void FreeEventId(int application, string eventId);

    /// <summary>
    /// Drops messages up to a seq, with all that is kept under their seqs: requests that brought none that stays, counts of duplicates,
    /// what events were about, forced runs.
    /// </summary>
    void Drop(long upTo);
}

/// <summary>A message that is past its time.</summary>
internal readonly record struct OldMessage(long Seq, int Application, string? EventId);
