using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>The rule of what a person asks for: a message sent to an endpoint once more, or an operation run on it again.</summary>
internal static class AskedAttempts
{
    /// <summary>Has a message sent to an endpoint once more. A delivery that has its retries before it keeps them: this attempt comes early.</summary>
    public static void Resend(IReplayRows rows, Message message, int endpoint)
    {
        if (rows.FindUnfinished(endpoint, message.Seq) is not { } known)
            rows.Start(message, endpoint, run: 0);
        else if (known.IsUnderWay)
            rows.Remind(endpoint);
        else
            rows.MakeDue(message, endpoint, known.Tries, known.Run);
    }

    /// <summary>Has an operation run on a message once more. What succeeded is left alone unless forced: then it is another run.</summary>
    public static ReplayStatus Replay(IReplayRows rows, Message message, int operation, bool force)
    {
        var seq = message.Seq;
        if (rows.FindUnfinished(operation, seq) is { } known)
        {
            if (known.IsUnderWay)
            {
                rows.Remind(operation);
                return ReplayStatus.UnderWay;
            }

            // It waits for its next try: that comes now. Forced, it is the run that was asked for.
            rows.MakeDue(message, operation, known.Tries, force ? NewRun(rows, operation, seq) : known.Run);
            return ReplayStatus.Started;
        }

        if (!force && rows.FindEnded(operation, seq) == DeliveryState.Success)
            return ReplayStatus.Succeeded;
        rows.Start(message, operation, force ? NewRun(rows, operation, seq) : rows.ForcedRun(operation, seq));
        return ReplayStatus.Started;
    }

    private static long NewRun(IReplayRows rows, int operation, long seq)
    {
        var run = rows.TakeRun();
        rows.KeepForcedRun(operation, seq, run);
        return run;
    }
}
