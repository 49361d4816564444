using Ringback.Core.Accept;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Receive;

public sealed class ReceivedAcceptanceTests : IAwaitedEvents, ISighting
{
    private readonly AcceptWorld _world = new();
    private readonly ReceivedAcceptance _rule;
    private long? _made;
    private int _came;

    public ReceivedAcceptanceTests() => _rule = new ReceivedAcceptance(_world.Batch, _world.Rows, this, _world.Messages, _world.Catalog);

    [Theory]
    // Keys of the first event and of the second, milliseconds between them, whether the second is its duplicate.
    [InlineData("", "", 0, false)]
    [InlineData("a", "a", 0, true)]
    [InlineData("a", "b", 0, false)]
    [InlineData("a", "a", 999, true)]
    [InlineData("a", "a", 1000, false)]
    [InlineData("a b", "b c", 0, true)]
    [InlineData("a b", "c a", 0, true)]
    [InlineData("a", "", 0, false)]
    public void An_event_is_a_duplicate_as_long_as_one_of_its_keys_is_known(string first, string second, long later, bool isDuplicate)
    {
        Accept(Event(first)).Events.ShouldBe([new ReceivedOutcome(false, 1)]);
        _world.Batch.Now += later;
        Accept(Event(second)).Events.ShouldBe([new ReceivedOutcome(isDuplicate, isDuplicate ? 1 : 2)]);
        _world.Rows.Messages.Count.ShouldBe(isDuplicate ? 1 : 2);
        _world.Rows.Requests.Count.ShouldBe(isDuplicate ? 1 : 2, "a request without news isn't kept");
    }

    [Fact]
    public void A_duplicate_takes_none_of_its_keys()
    {
        Accept(Event("a"));
        Accept(Event("a b"));
        Accept(Event("b")).Events.ShouldBe([new ReceivedOutcome(false, 2)]);
    }

    [Fact]
    public void The_events_of_a_request_follow_each_other_and_are_held_against_each_other()
    {
        _world.AddEndpoint(1);
        var offered = new Offered?[4];
        var request = new ReceivedRequest(AcceptWorld.Application, new ReceivedDetails(), [Event("a"), Event("b"), Event("a"), Event("c")]);
        _rule.Accept(request, offered).Events.ShouldBe([new(false, 1), new(false, 2), new(true, 1), new(false, 3)]);
        _world.Rows.Requests.ShouldBe([(1, 3)]);
        offered.Select(each => each?.Endpoints).ShouldBe([[1], [1], null, [1]]);
        _came.ShouldBe(3);
    }

    [Fact]
    public void Nothing_is_kept_of_a_source_that_is_gone()
    {
        _rule.Accept(new ReceivedRequest(8, new ReceivedDetails(), [Event("a")]), new Offered?[1]).SourceIsGone.ShouldBeTrue();
        (_world.Rows.Messages.Count, _world.Rows.Owners.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void One_webhook_is_the_late_one_of_an_event_that_was_made_and_the_next_is_news()
    {
        Accept(Event("made"));
        _made = 1;
        Accept(Event("a b")).Events.ShouldBe([new ReceivedOutcome(true, 1)], "the late one");
        Accept(Event("b")).Events.ShouldBe([new ReceivedOutcome(true, 1)], "the late one again");
        Accept(Event("c")).Events.ShouldBe([new ReceivedOutcome(false, 2)], "another about the same object");
        Accept(Event("c")).Events.ShouldBe([new ReceivedOutcome(true, 2)]);
        _came.ShouldBe(2);
    }

    [Fact]
    public void What_is_known_by_its_own_keys_is_no_late_one()
    {
        Accept(Event("a"));
        Accept(Event("made"));
        _made = 2;
        Accept(Event("a")).Events.ShouldBe([new ReceivedOutcome(true, 1)]);
        Accept(Event("b")).Events.ShouldBe([new ReceivedOutcome(true, 2)], "the late one may still come");
    }

    [Fact]
    public void Without_keys_each_is_the_late_one()
    {
        Accept(Event("made"));
        _made = 1;
        Accept(Event("")).Events.ShouldBe([new ReceivedOutcome(true, 1)]);
        Accept(Event("")).Events.ShouldBe([new ReceivedOutcome(true, 1)]);
    }

    [Theory]
    // Keys of the events of a request, whether memory can tell.
    [InlineData("a", true)]
    [InlineData("a,b", true)]
    [InlineData("a,x", false)]
    // The store may know the first key as that of another event.
    [InlineData("x a", false)]
    [InlineData("a x", true)]
    [InlineData("old", false)]
    [InlineData("", false)]
    public void Memory_tells_a_request_whose_events_are_all_known(string events, bool tells)
    {
        var seen = new SeenKeys();
        seen.Remember(KeyOf("a"), 1);
        seen.Remember(KeyOf("b"), 2);
        seen.Remember(KeyOf("old") with { Expires = _world.Batch.Now }, 3);
        var request = new ReceivedRequest(AcceptWorld.Application, new ReceivedDetails(), [.. events.Split(',').Select(Event)]);
        seen.TryRecognise(request, _world.Batch.Now).HasValue.ShouldBe(tells);
    }

    private ReceivedResult Accept(ReceivedEvent received) =>
        _rule.Accept(new ReceivedRequest(AcceptWorld.Application, new ReceivedDetails(), [received]), new Offered?[1]);

    private ReceivedEvent Event(string keys) =>
        new(_world.NewMessage(), [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(KeyOf)]);

    private DuplicateKey KeyOf(string key) => DuplicateKey.Create(AcceptWorld.Application, DuplicateKeyKind.EventId, key, _world.Batch.Now + 1000);

    ISighting? IAwaitedEvents.SightingOf(Message message) => this;

    long? ISighting.Earlier() => _made;

    void ISighting.Fulfil() => _came++;
}
