using Ringback.Core.Accept;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Accept;
using Ringback.Core.Tests.Deliver;

namespace Ringback.Core.Tests.Receive;

public sealed class ReceivedCommitTests : IDuplicateCountRows, IAwaitedEvents
{
    private const int Source = AcceptWorld.Application;

    private readonly AcceptWorld _world = new();
    private readonly HeardIntake _intake = new();
    private readonly DuplicateCounts _duplicates;
    private readonly ReceivedCommit _rule;

    public ReceivedCommitTests()
    {
        _duplicates = new DuplicateCounts(this);
        _rule = new ReceivedCommit(new StoreListeners { Intake = _intake }, _world.Catalog, _duplicates);
    }

    [Fact]
    public void What_is_new_is_offered_and_its_keys_are_known_from_then_on()
    {
        var request = Request("a", "b");
        _rule.TryRecognise(request, _world.Batch.Now).ShouldBeNull();
        (request.Events[0].Message.Seq, request.Events[1].Message.Seq) = (1, 2);
        _rule.Announce(request, [new(false, 1), new(false, 2)], [new Offered([3, 4], 1), Offered.None]);
        _intake.Heard.ShouldBe(["offer 1 to 3 4, 1 direct"]);
        _rule.TryRecognise(Request("b", "a"), _world.Batch.Now)!.Value.Events.ShouldBe([new(true, 2), new(true, 1)]);
        _duplicates.Unsaved(Source, 0).Count.ShouldBe(2, "what is told from memory is counted");
    }

    [Fact]
    public void A_duplicate_is_counted_and_its_keys_are_not_its_own()
    {
        _rule.Announce(Request("a"), [new(true, 7)], [null]);
        _intake.Heard.ShouldBeEmpty();
        (_duplicates.Unsaved(Source, 7).Count, _duplicates.Unsaved(Source, 0).Count).ShouldBe((1, 1));
        _rule.TryRecognise(Request("a"), _world.Batch.Now).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_recognised_of_an_application_that_is_gone()
    {
        _rule.Announce(Request("a"), [new(false, 1)], [Offered.None]);
        _world.Catalog.Remove(_world.Catalog.Application(Source)!);
        _rule.TryRecognise(Request("a"), _world.Batch.Now).ShouldBeNull();
        _duplicates.Count.ShouldBe(0);
    }

    [Fact]
    public void An_event_that_nobody_sent_is_announced_once_it_is_on_disk()
    {
        _world.AddEndpoint(3);
        var events = new MadeEvents(_world.Batch, new ReceivedAcceptance(_world.Batch, _world.Rows, this, _world.Messages, _world.Catalog), _rule);
        events.Accept(Request("a")).ShouldBe(new ReceivedOutcome(false, 1));
        _intake.Heard.ShouldBeEmpty();
        _world.Batch.Commit();
        _intake.Heard.ShouldBe(["offer 1 to 3, 0 direct"]);
        _world.Catalog.Remove(_world.Catalog.Application(Source)!);
        events.Accept(Request("b")).ShouldBeNull();
    }

    private ReceivedRequest Request(params string[] keys) => new(
        Source, new ReceivedDetails(),
        [.. keys.Select(key => new ReceivedEvent(_world.NewMessage(), [DuplicateKey.Create(Source, DuplicateKeyKind.EventId, key, _world.Batch.Now + 1000)]))]);

    void IDuplicateCountRows.Add(int application, long seq, DuplicateCount count) => throw new InvalidOperationException("Nothing is saved.");

    ISighting? IAwaitedEvents.SightingOf(Message message) => null;
}
