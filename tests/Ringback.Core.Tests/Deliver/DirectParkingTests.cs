using Ringback.Core.Deliver;
using Ringback.Core.Tests.Commit;

namespace Ringback.Core.Tests.Deliver;

public sealed class DirectParkingTests : IDirectWorkRows
{
    private const long Kept = 1;

    private readonly MemoryBatch _batch = new();
    private readonly HeardIntake _intake = new();
    private readonly DirectDeliveries _direct;
    private readonly DirectParking _rule;
    private readonly List<(long Seq, int Endpoint)> _parked = [];
    private readonly List<long> _oldest = [];

    public DirectParkingTests()
    {
        _direct = new DirectDeliveries(() => _intake);
        _rule = new DirectParking(_batch, this, new StoreListeners { Intake = _intake }, _direct, Kept);
    }

    [Fact]
    public void An_endpoint_that_lets_go_of_its_deliveries_has_rows_for_them_and_is_told()
    {
        Add(1, 7);
        Add(2, 8);
        Add(3, 7);
        _rule.ParkEndpoint(7);
        _parked.ShouldBe([(1, 7), (3, 7)]);
        _intake.Heard.ShouldBeEmpty("nothing is on disk yet");
        _batch.Commit();
        _intake.Heard.ShouldBe(["parked 7"]);
        _rule.ParkEndpoint(7);
        _parked.Count.ShouldBe(2, "what has a row gets no other");
    }

    [Theory]
    // Milliseconds that it has waited, whether it gets a row.
    [InlineData(DirectDeliveries.Patience, false)]
    [InlineData(DirectDeliveries.Patience + 1, true)]
    public void One_that_has_waited_for_long_gets_a_row_and_stays_in_its_lane(long waited, bool parked)
    {
        Add(1, 7, acceptedAt: _batch.Now - waited);
        Add(2, 7);
        _rule.ParkOld(_batch.Now);
        _batch.Commit();
        _parked.ShouldBe(parked ? [(1, 7)] : []);
        _intake.Heard.ShouldBeEmpty();
    }

    [Theory]
    // The oldest message with a direct delivery (null: there is none), the next message, what is kept.
    [InlineData(null, Kept + DirectParking.Lag - 1, null)]
    [InlineData(null, Kept + DirectParking.Lag, Kept + DirectParking.Lag)]
    [InlineData(5L, Kept + DirectParking.Lag, null)]
    [InlineData(Kept + DirectParking.Lag, 3L * DirectParking.Lag, Kept + DirectParking.Lag)]
    public void How_far_a_start_looks_back_is_kept_when_it_has_moved_on_far_enough(long? oldest, long next, long? kept)
    {
        while (_batch.NextSeq < next)
            _batch.TakeSeq();
        if (oldest is { } seq)
            Add(seq, 7);
        _rule.KeepOldest();
        _oldest.ShouldBe(kept is { } moved ? [moved] : []);
        _batch.Commit();
        _rule.KeepOldest();
        _oldest.Count.ShouldBe(kept is null ? 0 : 1, "once");
    }

    [Fact]
    public void What_was_kept_in_a_batch_that_failed_is_kept_again()
    {
        while (_batch.NextSeq < 2 * DirectParking.Lag)
            _batch.TakeSeq();
        _rule.KeepOldest();
        _batch.TakeBack();
        _rule.KeepOldest();
        _oldest.Count.ShouldBe(2);
    }

    private void Add(long seq, int endpoint, long? acceptedAt = null)
    {
        _direct.Add(seq, endpoint, 0, acceptedAt ?? _batch.Now);
        _direct.Committed();
    }

    void IDirectWorkRows.Park(long seq, int endpoint) => _parked.Add((seq, endpoint));

    void IDirectWorkRows.KeepOldest(long seq) => _oldest.Add(seq);
}
