using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;

namespace Ringback.Core.Record;

/// <summary>The rule of recording: what an outcome changes, in the batch under way.</summary>
internal sealed class OutcomeRecording(IWriteBatch batch, IOutcomeRows rows, Catalog.Catalog catalog, MessageAcceptance messages)
{
    public void Record(AttemptRecord record)
    {
        var (seq, endpoint) = (record.Message.Seq, record.Endpoint);
        var attempt = record.Attempt;
        var aseq = Write(record, seq, endpoint);

        if (record.FailingSince is { } since)
        {
            if (since == 0)
                rows.KeepFailing(endpoint, null);
            // An attempt that ends after its endpoint was disabled doesn't count against it once it is enabled.
            else if (catalog.Destination(endpoint) is { Disabled: false })
                rows.KeepFailing(endpoint, since);
        }

        if (record.Emit is { } emit && attempt is { } tried)
        {
            foreach (var message in emit(AttemptId.Create(tried.At, aseq)))
                messages.Emit(message);
        }

        // After what tells of it, which looks whether it is the one that disables.
        if (record.DisableEndpoint && catalog.Endpoint(endpoint) is { Disabled: false } enabled)
            rows.PutEndpoint(enabled with { Disabled = true, UpdatedAt = batch.Now });
    }

    /// <returns>The attempt's place in the order of attempts; 0 when nothing was tried.</returns>
    private long Write(AttemptRecord record, long seq, int endpoint)
    {
        if (record is { Attempt: { State: DeliveryState.Success, Manual: false } only, Tries: 1, RetryAt: null }
            && batch.Now - record.Message.AcceptedAt <= AttemptPlace.AtMessageWithin
            && rows.TryEndAtFirst(seq, endpoint, only) is { } place)
            return place;
        var aseq = record.Attempt is { } made ? rows.AddAttempt(seq, endpoint, made) : 0;
        if (record.RetryAt is { } due)
            rows.TryAgain(seq, endpoint, due, record.Tries);
        else
            // A success stays one, whatever a resend of it comes to. A forced replay of an operation is another run: its own outcome counts.
            rows.End(seq, endpoint, record.Final, overSuccess: catalog.Operation(endpoint) is not null);
        return aseq;
    }
}
