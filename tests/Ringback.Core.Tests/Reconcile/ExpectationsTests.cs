using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Reconcile;

public sealed class ExpectationsTests : IMadeEvents
{
    private const int Source = AcceptWorld.Application;
    private const int Customer = 8;
    private const long Window = DuplicateRules.DefaultWindowSeconds * 1000L;
    private static readonly Fulfilment Paid = new("/id", ["paid"]);

    private readonly AcceptWorld _world = new();
    private readonly MemoryExpectations _rows;
    private readonly SourceWatches _watches;
    private readonly Expectations _rules;
    private readonly ReceivedAcceptance _receiving;
    private readonly PollRecording _polls;
    private readonly IdSource _ids = new(TimeProvider.System);

    public ExpectationsTests()
    {
        PutSource();
        _rows = new MemoryExpectations(_world.Rows);
        _watches = new SourceWatches(_world.Batch, _rows, _world.Catalog, new ExpectationState([], []));
        _rules = new Expectations(_world.Batch, _rows, _watches, _world.Catalog, _ids);
        _receiving = new ReceivedAcceptance(_world.Batch, _world.Rows, _rules, _world.Messages, _world.Catalog);
        _polls = new PollRecording(_world.Batch, _rows, _rules, _world.Messages, this);
    }

    [Theory]
    // The event's type and object, whether it fulfils what waits for pay_1.
    [InlineData("paid", "pay_1", true)]
    [InlineData("paid", "pay_2", false)]
    [InlineData("failed", "pay_1", false)]
    public void An_event_fulfils_what_it_meets(string type, string key, bool fulfils)
    {
        var expectation = Expect("pay_1");
        var seq = Receive(type, key)!.Value.Seq;
        (_rows[expectation].Status, _rows[expectation].Event, _rows[expectation].Due)
            .ShouldBe(fulfils ? (ExpectationStatus.Fulfilled, seq, null) : (ExpectationStatus.Open, null, 1_700_000_060_000));
    }

    [Theory]
    // Milliseconds between the event and the expectation, whether it was met before it was kept.
    [InlineData(0, true)]
    [InlineData(Expectation.DefaultLookBackMs, true)]
    [InlineData(Expectation.DefaultLookBackMs + 1, false)]
    public void What_came_before_fulfils_within_the_look_back(long later, bool met)
    {
        _watches.Track(Source, "/id");
        Receive("paid", "pay_1");
        _world.Batch.Now += later;
        var expectation = Expect("pay_1");
        _rows[expectation].Status.ShouldBe(met ? ExpectationStatus.Fulfilled : ExpectationStatus.Open);
        _rows.Due.Count.ShouldBe(met ? 0 : 1);
    }

    [Fact]
    public void What_was_found_beside_the_writer_fulfils_too()
    {
        Receive("paid", "pay_1");
        Expect("pay_1", earlier: 1);
        (_rows[1].Status, _rows[1].Event).ShouldBe((ExpectationStatus.Fulfilled, 1));
    }

    [Theory]
    // What the webhook says, how long after the answer it comes, whether it is the one that the answer stands for.
    [InlineData("paid", "pay_1", 0, true)]
    [InlineData("paid", "pay_1", Window - 1, true)]
    [InlineData("paid", "pay_1", Window, false)]
    [InlineData("paid", "pay_2", 0, false)]
    [InlineData("refunded", "pay_1", 0, false)]
    public void The_webhook_that_comes_late_is_a_duplicate_of_what_was_made_of_the_answer(string type, string key, long later, bool isDuplicate)
    {
        Expect("pay_1");
        Follow(Made("pay_1")).ShouldBe(ExpectationStatus.Reconciled);
        (_rows[1].Status, _rows[1].Event).ShouldBe((ExpectationStatus.Reconciled, 1));
        _world.Batch.Now += later;
        Receive(type, key)!.Value.ShouldBe(isDuplicate ? new ReceivedOutcome(true, 1) : new ReceivedOutcome(false, 2));
    }

    [Fact]
    public void An_answer_whose_event_had_come_fulfils()
    {
        Expect("pay_1", fulfilledWhen: new Fulfilment("/id", ["other"]));
        Receive("paid", "pay_1", "same");
        Follow(Made("pay_1", "same")).ShouldBe(ExpectationStatus.Fulfilled);
        (_rows[1].Status, _rows[1].Event, _world.Rows.Messages.Count).ShouldBe((ExpectationStatus.Fulfilled, 1, 1));
    }

    [Fact]
    public void Who_finds_nothing_asks_again_or_gives_up_and_says_so()
    {
        Expect("pay_1");
        Follow(null, nextAt: 99).ShouldBe(ExpectationStatus.Polling);
        (_rows[1].Status, _rows[1].Due).ShouldBe((ExpectationStatus.Polling, 99));
        Follow(null, tell: new NewMessage(_world.NewMessage())).ShouldBe(ExpectationStatus.Expired);
        (_rows[1].Status, _rows[1].Due, _world.Rows.Messages.Count).ShouldBe((ExpectationStatus.Expired, null, 1));
    }

    [Fact]
    public void Of_polls_the_latest_hundred_are_kept()
    {
        Expect("pay_1");
        for (var n = 1; n <= PollRecording.PollsKept + 2; n++)
            Follow(null, nextAt: n, poll: new Poll(n, 1, 200, PollOutcome.NotYet, "", []));
        _rows[1].Polls.ShouldBe(PollRecording.PollsKept + 2);
        _rows.Polls.Values.Select(poll => poll.At).ShouldBe(Enumerable.Range(3, PollRecording.PollsKept).Select(static n => (long)n));
    }

    [Fact]
    public void A_poll_of_what_has_ended_meanwhile_is_kept_and_nothing_follows()
    {
        Expect("pay_1");
        Receive("paid", "pay_1");
        Follow(Made("pay_1", "late"), poll: new Poll(1, 1, 200, PollOutcome.Found, "", [])).ShouldBe(ExpectationStatus.Fulfilled);
        (_rows.Polls.Count, _rows[1].Polls, _world.Rows.Messages.Count).ShouldBe((1, 1, 1));
    }

    [Fact]
    public void A_poll_of_what_is_gone_leaves_nothing()
    {
        Expect("pay_1");
        var expectation = _rows[1];
        _rows.Remove(1);
        _polls.Record(new PollResult(expectation, new Poll(1, 1, 200, PollOutcome.NotYet, "", []), Made("pay_1"), null, null)).ShouldBeNull();
        (_rows.Polls.Count, _world.Rows.Messages.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void One_that_somebody_asks_for_is_canceled_unless_it_has_ended()
    {
        var asked = New("pay_1");
        _rules.Watch(asked).ShouldBe(1);
        _rules.Create(asked, earlier: null).ShouldBe(asked.PublicId);
        _rules.Cancel(_rows[1]).ShouldBe(ExpectationStatus.Canceled);
        (_rows[1].Due, _watches.Find(Source)!.Live).ShouldBe((null, 0));
        _rules.Create(New("pay_2"), earlier: 1);
        _rules.Cancel(_rows[2]).ShouldBe(ExpectationStatus.Fulfilled);
    }

    [Fact]
    public void Of_a_source_that_is_gone_nothing_is_expected()
    {
        _world.Catalog.Remove(_world.Catalog.Source(Source)!);
        _rules.Watch(New("pay_1")).ShouldBeNull();
        _rules.Create(New("pay_1"), earlier: null).ShouldBeNull();
        (_rows.Count, _rows.Watched.Count).ShouldBe((0, 0));
    }

    [Theory]
    // What came before the source was watched: how long before the expectation, its type and object, the form of its body; whether it meets it.
    [InlineData(0, "paid", "pay_1", null, true)]
    [InlineData(Expectation.DefaultLookBackMs, "paid", "pay_1", null, true)]
    [InlineData(Expectation.DefaultLookBackMs + 1, "paid", "pay_1", null, false)]
    [InlineData(0, "failed", "pay_1", null, false)]
    [InlineData(0, "paid", "pay_2", null, false)]
    [InlineData(0, "paid", "pay_1", "application/x-www-form-urlencoded", true)]
    public void The_latest_that_came_before_its_source_was_watched_meets_it(long before, string type, string key, string? form, bool met)
    {
        var body = form is null ? Json(key) : Encoding.UTF8.GetBytes($"id={key}");
        Message[] came = [Earlier(5, "other", "pay_1", 0), Earlier(4, type, body, form, before), Earlier(3, "paid", "pay_1", Expectation.DefaultLookBackMs)];
        EarlierEvents.Find(New("pay_1"), came).ShouldBe(met ? 4 : before <= Expectation.DefaultLookBackMs ? 3 : null);
    }

    [Fact]
    public void No_more_is_read_than_is_looked_at()
    {
        var read = 0;
        EarlierEvents.Find(New("pay_1"), Came(0)).ShouldBeNull();
        read.ShouldBe(EarlierEvents.Most);
        read = 0;
        EarlierEvents.Find(New("pay_1"), Came(Expectation.DefaultLookBackMs + 1)).ShouldBeNull();
        read.ShouldBe(1);

        IEnumerable<Message> Came(long before)
        {
            while (read <= EarlierEvents.Most)
                yield return Earlier(1_000_000 - read++, "paid", "pay_2", before);
        }
    }

    [Fact]
    public void A_rule_waits_once_for_an_object_and_again_when_that_has_ended()
    {
        PutSource(new ExpectationRule("paid", new RuleTrigger(["created"]), "/id", Paid, 60, null));
        Receive("created", "pay_1");
        Receive("created", "pay_1");
        Receive("created", "pay_2");
        _rows.Count.ShouldBe(2);
        (_rows[1].Key, _rows[1].Rule, _rows[1].Cause, _rows[1].Deadline).ShouldBe(("pay_1", "paid", 1, _world.Batch.Now + 60_000));
        Receive("paid", "pay_1");
        _rows[1].Status.ShouldBe(ExpectationStatus.Fulfilled);
        Receive("created", "pay_1");
        _rows.Count.ShouldBe(3);
    }

    [Fact]
    public void A_rule_on_messages_sent_to_an_application_expects_from_its_source()
    {
        PutSource(new ExpectationRule("paid", new RuleTrigger(["a"], Customer), "/id", Paid, 60, null));
        _rules.MessageSent(new Message { Id = _ids.Next(), ApplicationId = Customer, EventType = "a", AcceptedAt = 0, Payload = Json("pay_1") });
        _rules.MessageSent(new Message { Id = _ids.Next(), ApplicationId = Customer, EventType = "b", AcceptedAt = 0, Payload = Json("pay_2") });
        (_rows.Count, _rows[1].ApplicationId, _rows[1].Key).ShouldBe((1, Source, "pay_1"));
    }

    [Fact]
    public void Nothing_is_looked_at_where_nothing_was_ever_expected()
    {
        Receive("paid", "pay_1");
        _rows.FindEvents(ObjectKey.HashOf(Source, "pay_1"), 1).ShouldBeEmpty();
        _watches.Find(Source).ShouldBeNull();
    }

    [Fact]
    public void Places_are_watched_from_a_seq_on_and_only_so_many()
    {
        _world.Batch.TakeSeq();
        for (var n = 0; n < TooManyPointersException.Most; n++)
            _watches.Track(Source, $"/{n}").ShouldBe(2);
        _world.Batch.TakeSeq();
        _watches.Track(Source, "/0").ShouldBe(2);
        Should.Throw<TooManyPointersException>(() => _watches.Track(Source, "/more"));
        _world.Batch.TakeBack();
        _watches.Track(Source, "/more").ShouldBe(3, "what wasn't committed isn't watched");
    }

    [Fact]
    public void A_source_that_is_gone_is_forgotten_once_nothing_of_it_is_live()
    {
        Expect("pay_1");
        _world.Catalog.Remove(_world.Catalog.Source(Source)!);
        _watches.ForgetGone();
        _rows.Watched.Count.ShouldBe(1);
        _rules.End(_rows[1], ExpectationStatus.Canceled, null);
        _world.Batch.Commit();
        _watches.ForgetGone();
        _rows.Watched.ShouldBeEmpty();
        _watches.Find(Source).ShouldBeNull();
        _world.Batch.TakeBack();
        _watches.Find(Source).ShouldNotBeNull().Pointers.ShouldBe(1, "what wasn't committed isn't forgotten");
    }

    private void PutSource(params ExpectationRule[] rules)
    {
        var source = new Source { ApplicationId = Source, Type = "stripe", Expectations = rules, CreatedAt = 0, UpdatedAt = 0 };
        _world.Catalog.Put(source);
        _watches?.Changed(source);
    }

    private long Expect(string key, long? earlier = null, Fulfilment? fulfilledWhen = null)
    {
        _watches.Track(Source, "/id");
        _rules.Add(New(key, fulfilledWhen), earlier);
        return _rows.Count;
    }

    private Expectation New(string key, Fulfilment? fulfilledWhen = null) => new()
    {
        Id = _ids.Next(),
        ApplicationId = Source,
        Key = key,
        FulfilledWhen = fulfilledWhen ?? Paid,
        Deadline = 1_700_000_060_000,
        Due = 1_700_000_060_000,
        LookBack = Expectation.DefaultLookBackMs,
        CreatedAt = _world.Batch.Now,
        UpdatedAt = _world.Batch.Now,
    };

    private Message Earlier(long seq, string type, string key, long before) => Earlier(seq, type, Json(key), null, before);

    private Message Earlier(long seq, string type, byte[] body, string? form, long before) => new()
    {
        Seq = seq,
        Id = _ids.Next(),
        ApplicationId = Source,
        EventType = type,
        AcceptedAt = _world.Batch.Now - before,
        Payload = body,
        ContentType = form,
    };

    private ReceivedOutcome? Receive(string type, string key, string? id = null) => ((IMadeEvents)this).Accept(Request(type, key, id));

    private ReceivedRequest Made(string key, string? id = null) => Request("paid", key, id);

    private ExpectationStatus? Follow(ReceivedRequest? made, long? nextAt = null, NewMessage? tell = null, Poll? poll = null) =>
        _polls.Record(new PollResult(_rows[1], poll, made, nextAt, tell));

    private ReceivedRequest Request(string type, string key, string? id)
    {
        var message = new Message { Id = _ids.Next(), ApplicationId = Source, EventType = type, AcceptedAt = _world.Batch.Now, Payload = Json(key) };
        DuplicateKey[] keys = id is null ? [] : [DuplicateKey.Create(Source, DuplicateKeyKind.EventId, id, _world.Batch.Now + 1000)];
        return new ReceivedRequest(Source, new ReceivedDetails(), [new ReceivedEvent(message, keys)]);
    }

    private static byte[] Json(string key) => Encoding.UTF8.GetBytes($$"""{"id":"{{key}}"}""");

    ReceivedOutcome? IMadeEvents.Accept(ReceivedRequest made) => _receiving.Accept(made, new Offered?[1]).Events?[0];
}
