using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>The rule of which event fulfils an expectation that came before its source was watched there, so that no key of it was kept.</summary>
internal static class EarlierEvents
{
    /// <value>Events that a creation looks at.</value>
    public const int Most = 10_000;

    /// <param name="events">Those of the source that came before it was watched there, the latest first: no more of them are read than are looked at.</param>
    /// <returns>The seq of the latest that meets it within its look-back; null when none does.</returns>
    public static long? Find(Expectation expectation, IEnumerable<Message> events)
    {
        var after = expectation.CreatedAt - expectation.LookBack;
        foreach (var message in events.Take(Most))
        {
            if (message.AcceptedAt < after)
                return null;
            if (expectation.FulfilledWhen.IsMetBy(expectation.Key, message.EventType, message.Json.Span))
                return message.Seq;
        }

        return null;
    }
}
