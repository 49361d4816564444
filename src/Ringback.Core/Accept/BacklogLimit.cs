using System.Runtime.InteropServices;
using Ringback.Core.Messages;
using Ringback.Core.Route;

namespace Ringback.Core.Accept;

/// <summary>
/// Refuses new messages while what was accepted earlier for the same destinations waits too long for its first attempt. The messages of
/// an application whose destinations keep up are accepted, whatever waits for others. Safe from any thread.
/// </summary>
/// <param name="limit">The longest wait at which messages are accepted; zero: any.</param>
internal sealed class BacklogLimit(RouteTable routes, IWaitingDeliveries waiting, TimeSpan limit)
{
    private const int MostSeconds = 60;

    private readonly long _limit = (long)limit.TotalMilliseconds;

    /// <summary>
    /// Whether a message is accepted now. One with more destinations than one commit takes is judged by the first of them. An operation's
    /// conditions aren't looked at: that would read the body a second time.
    /// </summary>
    /// <returns>Null when it is; else the seconds after which its sender may try again, from 1 to 60.</returns>
    public int? RetryAfter(Message message)
    {
        if (_limit == 0)
            return null;
        var matches = new List<int>();
        routes.ForApplication(message.ApplicationId).Match(message.EventType, message.Channels, 0, MessageAcceptance.FanOutChunk, matches);
        var over = 0L;
        foreach (var destination in CollectionsMarshal.AsSpan(matches))
            over = Math.Max(over, waiting.OldestWait(destination) - _limit);
        return over <= 0 ? null : (int)Math.Min(MostSeconds, 1 + (over / 1000));
    }
}
