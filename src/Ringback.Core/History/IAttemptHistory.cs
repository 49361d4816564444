using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;

namespace Ringback.Core.History;

/// <summary>Attempts, in the order they were recorded. Iterators are attempt ids. As <see cref="IMessageHistory"/>.</summary>
internal interface IAttemptHistory
{
    ValueTask<HistoryPage<AttemptEntry>> OfEndpointAsync(int endpoint, AttemptFilter filter, PageRequest page, AttemptDetail detail);

    ValueTask<HistoryPage<AttemptEntry>> OfMessageAsync(Message message, AttemptFilter filter, PageRequest page, AttemptDetail detail);

    /// <summary>
    /// The attempt with this id if it is one of this message's deliveries to an endpoint, response included, or null. What was tried by
    /// an operation is part of its run: see <see cref="IRunHistory"/>.
    /// </summary>
    ValueTask<AttemptEntry?> FindAsync(Message message, Ksuid id);
}

/// <summary>How much of an attempt is read.</summary>
[Flags]
internal enum AttemptDetail
{
    None = 0,

    /// <summary>What the endpoint answered.</summary>
    Response = 1,

    /// <summary>What it was sent.</summary>
    Payload = 2,
}
