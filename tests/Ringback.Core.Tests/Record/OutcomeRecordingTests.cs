using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Record;

public sealed class OutcomeRecordingTests : IOutcomeRows
{
    private const int Endpoint = 1;
    private const int Operation = 2;
    private const int Deleted = 3;

    private readonly AcceptWorld _world = new();
    private readonly OutcomeRecording _rule;
    private readonly List<string> _written = [];
    private bool _isDirect;
    private readonly Dictionary<(long Seq, int Endpoint), DeliveryState> _ended = [];

    public OutcomeRecordingTests()
    {
        _world.AddEndpoint(Endpoint);
        _world.Catalog.Put(new SourceOperation
        {
            Id = Operation,
            Ksuid = default,
            ApplicationId = AcceptWorld.Application,
            Definition = new OperationDefinition(),
            CreatedAt = 0,
            UpdatedAt = 0,
        });
        _rule = new OutcomeRecording(_world.Batch, this, _world.Catalog, _world.Messages);
    }

    [Theory]
    // Where, how the delivery ended first, how it ends again, how it stands then.
    [InlineData(Endpoint, (int)DeliveryState.Fail, (int)DeliveryState.Success, (int)DeliveryState.Success)]
    [InlineData(Endpoint, (int)DeliveryState.Canceled, (int)DeliveryState.Fail, (int)DeliveryState.Fail)]
    [InlineData(Endpoint, (int)DeliveryState.Success, (int)DeliveryState.Fail, (int)DeliveryState.Success)]
    [InlineData(Endpoint, (int)DeliveryState.Success, (int)DeliveryState.Canceled, (int)DeliveryState.Success)]
    [InlineData(Operation, (int)DeliveryState.Success, (int)DeliveryState.Fail, (int)DeliveryState.Fail)]
    [InlineData(Operation, (int)DeliveryState.Fail, (int)DeliveryState.Success, (int)DeliveryState.Success)]
    [InlineData(Deleted, (int)DeliveryState.Success, (int)DeliveryState.Canceled, (int)DeliveryState.Success)]
    public void A_success_stays_one_but_that_of_an_operation_that_is_run_again(int endpoint, int first, int again, int then)
    {
        Record(endpoint, record => record with { Final = (DeliveryState)first });
        Record(endpoint, record => record with { Final = (DeliveryState)again });
        _ended.Values.ShouldBe([(DeliveryState)then]);
    }

    [Fact]
    public void What_is_to_be_tried_again_has_not_ended()
    {
        Record(Endpoint, record => record with { RetryAt = 99, Tries = 3, Final = DeliveryState.Fail });
        _written.ShouldBe(["attempt", "again 99 3"]);
    }

    [Fact]
    public void What_was_never_tried_has_no_attempt()
    {
        Record(Endpoint, record => record with { Attempt = null, Final = DeliveryState.Canceled });
        _written.ShouldBe(["end Canceled"]);
    }

    [Theory]
    // Since when it only failed as the outcome says, whether it is disabled, what is kept.
    [InlineData(null, false, null)]
    [InlineData(0L, false, "works")]
    [InlineData(0L, true, "works")]
    [InlineData(5L, false, "failing 5")]
    [InlineData(5L, true, null)]
    public void What_lands_at_a_disabled_endpoint_does_not_count_against_it(long? since, bool disabled, string? kept)
    {
        _world.AddEndpoint(Endpoint, endpoint => endpoint with { Disabled = disabled });
        Record(Endpoint, record => record with { FailingSince = since });
        _written.Where(what => what is not ("attempt" or "end Success")).ShouldBe(kept is null ? [] : [kept]);
    }

    [Fact]
    public void What_tells_of_an_attempt_has_its_id_and_is_accepted_before_the_endpoint_is_disabled()
    {
        Ksuid? told = null;
        bool? disabledThen = null;
        Record(Endpoint, record => record with
        {
            DisableEndpoint = true,
            Emit = attempt =>
            {
                (told, disabledThen) = (attempt, _world.Catalog.Endpoint(Endpoint)!.Disabled);
                return [new NewMessage(_world.NewMessage())];
            },
        });
        told.ShouldBe(AttemptId.Create(_world.Batch.Now, 77));
        disabledThen.ShouldBe(false);
        _world.Rows.Messages.Count.ShouldBe(1);
        (_world.Catalog.Endpoint(Endpoint)!.Disabled, _world.Catalog.Endpoint(Endpoint)!.UpdatedAt).ShouldBe((true, _world.Batch.Now));

        _written.Clear();
        Record(Endpoint, record => record with { DisableEndpoint = true });
        _written.ShouldNotContain("put", "it is disabled once");
    }

    private void Record(int endpoint, Func<AttemptRecord, AttemptRecord> shape) => _rule.Record(shape(new AttemptRecord
    {
        Endpoint = endpoint,
        Message = _world.NewMessage(),
        Attempt = new Attempt(_world.Batch.Now, 1, 200, DeliveryState.Success, false, 0, []),
        Tries = 1,
    }));

    [Theory]
    // Milliseconds after the message, tries, whether a person asked for it, how it went, whether it is one row.
    [InlineData(0L, 1, false, (int)DeliveryState.Success, true)]
    [InlineData(AttemptPlace.AtMessageWithin, 1, false, (int)DeliveryState.Success, true)]
    [InlineData(AttemptPlace.AtMessageWithin + 1, 1, false, (int)DeliveryState.Success, false)]
    [InlineData(0L, 2, false, (int)DeliveryState.Success, false)]
    [InlineData(0L, 1, true, (int)DeliveryState.Success, false)]
    [InlineData(0L, 1, false, (int)DeliveryState.Fail, false)]
    public void A_direct_delivery_that_succeeds_at_once_is_one_row(long later, int tries, bool manual, int state, bool isOneRow)
    {
        _isDirect = true;
        _world.Batch.Now += later;
        Record(Endpoint, record => record with
        {
            Message = _world.NewMessage(acceptedAt: _world.Batch.Now - later),
            Tries = tries,
            Attempt = record.Attempt!.Value with { Manual = manual, State = (DeliveryState)state },
            Final = (DeliveryState)state,
        });
        _written.ShouldBe(isOneRow ? ["one row"] : ["attempt", $"end {(DeliveryState)state}"]);
    }

    [Fact]
    public void A_delivery_that_has_a_row_of_work_has_its_attempt_in_another()
    {
        Record(Endpoint, record => record);
        _written.ShouldBe(["attempt", "end Success"]);
    }

    long? IOutcomeRows.TryEndAtFirst(long seq, int endpoint, in Attempt attempt)
    {
        if (!_isDirect)
            return null;
        _written.Add("one row");
        return AttemptPlace.AtMessage(seq, 0);
    }

    long IOutcomeRows.AddAttempt(long seq, int endpoint, in Attempt attempt)
    {
        _written.Add("attempt");
        return 77;
    }

    void IOutcomeRows.TryAgain(long seq, int endpoint, long due, int tries) => _written.Add($"again {due} {tries}");

    void IOutcomeRows.End(long seq, int endpoint, DeliveryState state, bool overSuccess)
    {
        _written.Add($"end {state}");
        if (overSuccess || _ended.GetValueOrDefault((seq, endpoint), DeliveryState.Pending) != DeliveryState.Success)
            _ended[(seq, endpoint)] = state;
    }

    void IOutcomeRows.KeepFailing(int endpoint, long? since) => _written.Add(since is null ? "works" : $"failing {since}");

    void IOutcomeRows.PutEndpoint(Endpoint endpoint)
    {
        _written.Add("put");
        _world.Catalog.Put(endpoint);
    }
}
