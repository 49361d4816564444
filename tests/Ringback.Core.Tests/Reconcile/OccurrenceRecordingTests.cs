using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Tests.Reconcile;

public sealed class OccurrenceRecordingTests : IScheduleRows, IMadeEvents
{
    private long? _last;
    private bool _sourceIsGone;
    private int _accepted;

    [Theory]
    // The occurrence on record, the next one, whether its source is gone, whether it fires.
    [InlineData(null, 5L, false, true)]
    [InlineData(4L, 5L, false, true)]
    [InlineData(5L, 5L, false, false)]
    [InlineData(6L, 5L, false, false)]
    [InlineData(null, 5L, true, false)]
    public void An_occurrence_becomes_an_event_once_and_none_does_behind_a_later_one(long? last, long at, bool sourceIsGone, bool fires)
    {
        (_last, _sourceIsGone) = (last, sourceIsGone);
        new OccurrenceRecording(this, this).Fire(new ReceivedRequest(7, new ReceivedDetails(), []), at).ShouldBe(fires);
        _accepted.ShouldBe(fires ? 1 : 0);
    }

    bool IScheduleRows.TryKeepLast(int application, long at)
    {
        if (_last >= at)
            return false;
        _last = at;
        return true;
    }

    ReceivedOutcome? IMadeEvents.Accept(ReceivedRequest made)
    {
        if (_sourceIsGone)
            return null;
        _accepted++;
        return new ReceivedOutcome(false, 1);
    }
}
