using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Record;
using Ringback.Core.Tests.Accept;
using Ringback.Core.Tests.History;

namespace Ringback.Core.Tests.Jobs;

public sealed class ReplayTests
{
    private static readonly IdSource Ids = new(TimeProvider.System);
    private readonly MemoryReplayRows _rows = new();

    [Theory]
    // The job, how the delivery ended, whether it is unfinished, whether it is sent again.
    [InlineData((int)JobKind.Recover, (int)DeliveryState.Fail, false, true)]
    [InlineData((int)JobKind.Recover, (int)DeliveryState.Canceled, false, true)]
    [InlineData((int)JobKind.Recover, (int)DeliveryState.Success, false, false)]
    [InlineData((int)JobKind.Recover, null, false, false)]
    [InlineData((int)JobKind.ReplayMissing, null, false, true)]
    [InlineData((int)JobKind.ReplayMissing, null, true, false)]
    [InlineData((int)JobKind.ReplayMissing, (int)DeliveryState.Fail, false, false)]
    [InlineData((int)JobKind.BulkReplay, (int)DeliveryState.Success, false, true)]
    [InlineData((int)JobKind.BulkReplay, (int)DeliveryState.Fail, true, false)]
    public void A_step_sends_again_what_still_stands_as_it_was_selected(int kind, int? ended, bool unfinished, bool sent)
    {
        if (ended is { } state)
            _rows.Ended[4] = (DeliveryState)state;
        if (unfinished)
            _rows.Unfinished[4] = new UnfinishedDelivery(true, 0, 0);
        var job = Replay.Apply(_rows, JobOf((JobKind)kind), new ReplayPlan(1, [4], 9, Done: true));
        (job.Cursor, job.Status, JobResult.SentOf(job.Result)).ShouldBe((9, JobStatus.Finished, sent ? 1 : 0));
        _rows.Told.ShouldBe(sent ? ["remind"] : []);
        // Recovered, it leaves history; replayed, its outcome will take the place of the one there.
        _rows.Ended.ContainsKey(4).ShouldBe(ended is not null && !(kind == (int)JobKind.Recover && sent));
    }

    [Fact]
    public void Steps_add_up_and_one_that_is_not_the_last_goes_on()
    {
        var first = Replay.Apply(_rows, JobOf(JobKind.BulkReplay), new ReplayPlan(1, [1, 2], 2, Done: false));
        first.Status.ShouldBe(JobStatus.Running);
        JobResult.SentOf(Replay.Apply(_rows, first, new ReplayPlan(1, [2, 3], 3, Done: true)).Result).ShouldBe(3);
    }

    [Fact]
    public void A_job_selects_what_it_was_asked_for()
    {
        var world = new AcceptWorld();
        world.AddEndpoint(1, endpoint => endpoint with { EventTypes = ["orders/create"], Channels = ["x"] });
        var plain = JobArguments.Serialize(new ReplayArguments(1, 10, 20));

        var recover = ReplaySelection.FromJob(JobOf(JobKind.Recover, plain), world.Catalog)!;
        (recover.IsMissing, recover.FailedOnly, recover.Messages.After, recover.Messages.Before).ShouldBe((false, true, 10, 20));
        recover.Messages.EventTypes.ShouldBeNull("what failed there is recovered, whatever the endpoint takes now");

        var missing = ReplaySelection.FromJob(JobOf(JobKind.ReplayMissing, plain), world.Catalog)!;
        (missing.IsMissing, missing.Channels, missing.LooksIntoPayload).ShouldBe((true, missing.Destination.Channels, false));
        missing.Messages.EventTypes.ShouldBe(["orders.create"]);

        foreach (var (state, failedOnly) in new (DeliveryState?, bool)[] { (null, false), (DeliveryState.Success, false), (DeliveryState.Fail, true) })
        {
            var bulk = ReplaySelection.FromJob(JobOf(JobKind.BulkReplay, JobArguments.Serialize(new BulkReplayArguments(1, 10, 20, ["a"], "c", "t", state, 500))), world.Catalog)!;
            (bulk.FailedOnly, bulk.State, bulk.StatusCodeClass, bulk.Messages.Channel, bulk.Messages.Tag).ShouldBe((failedOnly, state, 500, "c", "t"));
        }

        ReplaySelection.FromJob(JobOf(JobKind.Recover, JobArguments.Serialize(new ReplayArguments(2, 10, 20))), world.Catalog).ShouldBeNull();
    }

    private static Job JobOf(JobKind kind, string arguments = "{}") => new()
    {
        Id = Ids.Next(),
        Kind = kind,
        OrganisationId = 1,
        Arguments = arguments,
        CreatedAt = 0,
        UpdatedAt = 0,
    };
}
