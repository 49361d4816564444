using Ringback.Core.Messages;

namespace Ringback.Core.Jobs;

/// <summary>What a replay finds beside the writer, in one snapshot of the store.</summary>
internal interface IReplayReads
{
    /// <summary>The next messages with a payload that meet the filters of what is missing, and have neither an outcome nor a row of work there.</summary>
    /// <param name="after">The seq behind which they lie.</param>
    FoundMessages FindMissing(ReplaySelection selection, long after, int most);

    /// <summary>The next messages with a payload whose delivery to the destination has ended as it is asked for.</summary>
    /// <inheritdoc cref="FindMissing"/>
    FoundMessages FindEnded(ReplaySelection selection, long after, int most);

    /// <summary>The message with this seq and its payload, or null.</summary>
    Message? FindMessage(long seq);
}

/// <summary>What steps of jobs find beside the writer, in one snapshot of the store.</summary>
internal interface IJobReads : IReplayReads
{
    /// <summary>The next messages of an application that have a payload and were accepted before a time (Unix milliseconds).</summary>
    /// <param name="after">The seq behind which they lie.</param>
    FoundMessages FindPayloads(int application, long before, long after, int most);

    /// <summary>
    /// How many deliveries endpoints have of messages accepted in [since, until), in Unix milliseconds: those that have ended and those that
    /// haven't, each once, however often it is tried.
    /// </summary>
    /// <param name="groups">Endpoints that are counted together.</param>
    /// <param name="direct">The seqs of messages that had direct deliveries before the snapshot, by endpoint; some may have rows in it.</param>
    /// <returns>Of each group.</returns>
    IReadOnlyList<long> CountDeliveries(IReadOnlyList<int[]> groups, ILookup<int, long> direct, long since, long until);
}

/// <summary>The next messages that a step is about.</summary>
/// <param name="Seqs">In order.</param>
/// <param name="Cursor">The last seq looked at.</param>
/// <param name="Done">Nothing lies behind it.</param>
internal sealed record FoundMessages(IReadOnlyList<long> Seqs, long Cursor, bool Done);
