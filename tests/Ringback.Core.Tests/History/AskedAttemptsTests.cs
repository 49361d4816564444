using Ringback.Core.History;
using Ringback.Core.Record;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.History;

public sealed class AskedAttemptsTests
{
    private readonly MemoryReplayRows _rows = new();

    [Theory]
    // How the delivery stands, what is done.
    [InlineData(null, "start run 0")]
    [InlineData("ended", "start run 0")]
    [InlineData("under way", "remind")]
    [InlineData("waits", "hurry after 3 run 0")]
    public void A_message_is_sent_once_more_unless_it_is_on_its_way(string? stands, string done)
    {
        Stand(stands, 0);
        AskedAttempts.Resend(_rows, new AcceptWorld().NewMessage(), 1);
        _rows.Told.ShouldBe([done]);
    }

    [Theory]
    // How the run stands, whether one was forced before, whether this one is forced, the answer, what is done.
    [InlineData(null, false, false, (int)ReplayStatus.Started, "start run 0")]
    [InlineData(null, true, false, (int)ReplayStatus.Started, "start run 5")]
    [InlineData(null, true, true, (int)ReplayStatus.Started, "start run 1")]
    [InlineData("ended", false, false, (int)ReplayStatus.Succeeded, null)]
    [InlineData("ended", false, true, (int)ReplayStatus.Started, "start run 1")]
    [InlineData("failed", true, false, (int)ReplayStatus.Started, "start run 5")]
    [InlineData("under way", true, true, (int)ReplayStatus.UnderWay, "remind")]
    [InlineData("waits", true, false, (int)ReplayStatus.Started, "hurry after 3 run 5")]
    [InlineData("waits", true, true, (int)ReplayStatus.Started, "hurry after 3 run 1")]
    public void An_operation_is_run_again_and_a_success_only_when_forced(string? stands, bool forcedBefore, bool force, int answer, string? done)
    {
        Stand(stands, forcedBefore ? 5 : 0);
        ((int)AskedAttempts.Replay(_rows, new AcceptWorld().NewMessage(), 1, force)).ShouldBe(answer);
        _rows.Told.ShouldBe(done is null ? [] : [done]);
        // A retry or a plain replay goes on with the last forced run.
        _rows.Forced.GetValueOrDefault(0).ShouldBe(done?.EndsWith("run 1", StringComparison.Ordinal) == true ? 1 : forcedBefore ? 5 : 0);
    }

    private void Stand(string? stands, long run)
    {
        if (run > 0)
            _rows.Forced[0] = run;
        if (stands is "ended" or "failed")
            _rows.Ended[0] = stands == "ended" ? DeliveryState.Success : DeliveryState.Fail;
        if (stands is "under way" or "waits")
            _rows.Unfinished[0] = new UnfinishedDelivery(stands == "under way", 3, run);
    }
}
