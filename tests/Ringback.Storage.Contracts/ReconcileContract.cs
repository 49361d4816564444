using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Contracts;

/// <summary>What is expected and what comes meet, in whichever order they are kept; what an expectation leads to happens once.</summary>
public abstract class ReconcileContract : StoreContract
{
    private const string Pointer = "/data/id";
    private static readonly Fulfilment Paid = new(Pointer, ["paid"]);

    internal ReconcileContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task An_event_fulfils_what_waits_for_it_and_nothing_else()
    {
        var source = await AddSourceAsync();
        var other = await AddSourceAsync();
        var waiting = await ExpectAsync(source, "pay_1");
        var another = await ExpectAsync(source, "pay_2");
        var elsewhere = await ExpectAsync(other, "pay_1");

        await ReceiveAsync(source, "processing", "pay_1");
        (await StatusAsync(waiting)).ShouldBe(ExpectationStatus.Open);
        var came = await ReceiveAsync(source, "paid", "pay_1");
        Reopen();

        var fulfilled = (await Store.Expectations.FindAsync(source.Id, waiting.Id)).ShouldNotBeNull();
        (fulfilled.Status, fulfilled.Due, fulfilled.Event).ShouldBe((ExpectationStatus.Fulfilled, null, came.Seq));
        fulfilled.EventId.ShouldNotBeNull();
        (await StatusAsync(another)).ShouldBe(ExpectationStatus.Open);
        (await StatusAsync(elsewhere)).ShouldBe(ExpectationStatus.Open);
    }

    [Fact]
    public async Task A_form_that_came_before_anything_was_expected_is_looked_into_as_one()
    {
        var source = await AddSourceAsync();
        var form = new Message
        {
            Id = Ids.Next(),
            ApplicationId = source.Id,
            EventType = "paid",
            AcceptedAt = Now,
            ContentType = "application/x-www-form-urlencoded",
            Payload = Encoding.UTF8.GetBytes("payment=pay_1"),
        };
        var came = (await Store.Accept.ReceiveAsync(new ReceivedRequest(source.Id, new ReceivedDetails(), [new ReceivedEvent(form, [])]))).Events!.Single();
        var expectation = New(source, "pay_1", new Fulfilment("/payment", ["paid"]));
        await Store.Expectations.CreateAsync(null, expectation);
        (await Store.Expectations.FindAsync(source.Id, expectation.Id))!.Event.ShouldBe(came.Seq);
    }

    [Fact]
    public async Task What_came_before_is_found_whether_or_not_it_was_looked_at_then()
    {
        var source = await AddSourceAsync();
        var first = await ReceiveAsync(source, "paid", "pay_1");
        var byLooking = await ExpectAsync(source, "pay_1");
        var second = await ReceiveAsync(source, "paid", "pay_2");
        Reopen();
        var byKey = await ExpectAsync(source, "pay_2");

        (await Store.Expectations.FindAsync(source.Id, byLooking.Id))!.Event.ShouldBe(first.Seq);
        (await Store.Expectations.FindAsync(source.Id, byKey.Id))!.Event.ShouldBe(second.Seq);
        Clock.Advance(TimeSpan.FromHours(2));
        (await StatusAsync(await ExpectAsync(source, "pay_2"))).ShouldBe(ExpectationStatus.Open);
    }

    [Fact]
    public async Task None_falls_between_an_event_and_an_expectation_that_are_kept_at_once()
    {
        var source = await AddSourceAsync();
        var made = new List<Expectation>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) =>
        {
            var expecting = ExpectAsync(source, $"pay_{n}");
            await ReceiveAsync(source, "paid", $"pay_{n}");
            var expectation = await expecting;
            lock (made)
                made.Add(expectation);
        });

        foreach (var expectation in made)
            (await StatusAsync(expectation)).ShouldBe(ExpectationStatus.Fulfilled, expectation.Key);
    }

    [Fact]
    public async Task A_repeated_creation_keeps_one()
    {
        var source = await AddSourceAsync();
        var first = await Store.Expectations.CreateAsync(Key("k"), New(source, "pay_1"));
        var again = await Store.Expectations.CreateAsync(Key("k"), New(source, "pay_1"));
        var other = await Store.Expectations.CreateAsync(Key("k", "other"), New(source, "pay_1"));

        again.ShouldBe(first with { Status = KeyStatus.Replayed });
        other.Status.ShouldBe(KeyStatus.Reused);
        (await ListAsync(source)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_source_is_watched_at_so_many_pointers_and_not_more()
    {
        var source = await AddSourceAsync();
        for (var n = 0; n < TooManyPointersException.Most; n++)
            await Store.Expectations.CreateAsync(null, New(source, "a", new Fulfilment($"/p{n}")));
        await Should.ThrowAsync<TooManyPointersException>(async () => await Store.Expectations.CreateAsync(null, New(source, "a", new Fulfilment("/more"))));
        await Store.Expectations.CreateAsync(null, New(source, "b", new Fulfilment("/p0")));
    }

    [Fact]
    public async Task What_is_due_is_given_but_what_is_left_out()
    {
        var (source, other) = (await AddSourceAsync(), await AddSourceAsync());
        var first = await ExpectAsync(source, "a");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ExpectAsync(other, "a");
        Clock.Advance(TimeSpan.FromHours(1));

        (await Store.Reconcile.NextDueAsync(DueExcept.Nothing)).ShouldBe(first.Deadline);
        var due = await Store.Reconcile.DueAsync(Now, DueExcept.Nothing, 10);
        due.Select(e => e.Id).ShouldBe([first.Id, second.Id]);
        (await Store.Reconcile.DueAsync(first.Deadline, DueExcept.Nothing, 10)).Count.ShouldBe(1);
        (await Store.Reconcile.DueAsync(Now, new DueExcept([source.Id], []), 10)).Single().Id.ShouldBe(second.Id);
        (await Store.Reconcile.DueAsync(Now, new DueExcept([], [due[1].Row]), 10)).Single().Id.ShouldBe(first.Id);
        (await Store.Reconcile.NextDueAsync(new DueExcept([source.Id, other.Id], []))).ShouldBeNull();
    }

    [Fact]
    public async Task A_poll_that_finds_nothing_moves_the_time()
    {
        var source = await AddSourceAsync();
        var expectation = await DueAsync(source);

        (await Store.Reconcile.RecordAsync(new PollResult(expectation, PollOf(PollOutcome.NotYet), null, Now + 5000, null))).ShouldBe(ExpectationStatus.Polling);
        Reopen();

        (await Store.Reconcile.NextDueAsync(DueExcept.Nothing)).ShouldBe(Now + 5000);
        var polling = (await Store.Expectations.FindAsync(source.Id, expectation.Id))!;
        (polling.Status, polling.Polls).ShouldBe((ExpectationStatus.Polling, 1));
        (await Store.Expectations.PollsAsync(polling)).Single().Detail.ShouldBe("detail");
        await ReceiveAsync(source, "paid", expectation.Key);
        (await StatusAsync(expectation)).ShouldBe(ExpectationStatus.Fulfilled);
    }

    [Fact]
    public async Task What_was_found_is_accepted_once_and_a_late_webhook_is_its_duplicate()
    {
        var source = await AddSourceAsync();
        var expectation = await DueAsync(source);
        var found = Found(source, expectation);

        (await Store.Reconcile.RecordAsync(found)).ShouldBe(ExpectationStatus.Reconciled);
        (await Store.Reconcile.RecordAsync(Found(source, expectation))).ShouldBe(ExpectationStatus.Reconciled);
        Reopen();
        var seq = (await Store.Expectations.FindAsync(source.Id, expectation.Id))!.Event!.Value;

        (await ReceiveAsync(source, "paid", expectation.Key)).ShouldBe(new ReceivedOutcome(true, seq));
        (await ReceiveAsync(source, "refunded", expectation.Key)).IsDuplicate.ShouldBeFalse();
        (await Store.Received.FindAsync(found.Event!.Events[0].Message))!.Details.Origin.ShouldBe(EventOrigin.Reconciled);
        Clock.Advance(TimeSpan.FromDays(8));
        (await ReceiveAsync(source, "paid", expectation.Key)).IsDuplicate.ShouldBeFalse("months later it is news");
    }

    [Fact]
    public async Task What_was_fulfilled_while_it_was_asked_for_is_not_made_too()
    {
        var source = await AddSourceAsync();
        var expectation = await DueAsync(source);
        var came = await ReceiveAsync(source, "paid", expectation.Key);

        (await Store.Reconcile.RecordAsync(Found(source, expectation))).ShouldBe(ExpectationStatus.Fulfilled);

        (await Store.Expectations.FindAsync(source.Id, expectation.Id))!.Event.ShouldBe(came.Seq);
        (await ReceiveAsync(source, "refunded", expectation.Key)).Seq.ShouldBe(came.Seq + 1, "nothing was accepted between");
    }

    [Fact]
    public async Task What_was_found_but_had_come_under_the_same_key_counts_as_come()
    {
        var source = await AddSourceAsync();
        var expectation = await DueAsync(source);
        var key = DuplicateKey.Create(source.Id, DuplicateKeyKind.Natural, "paid:1", Now + 60_000);
        var came = await ReceiveAsync(source, "succeeded", expectation.Key, key);

        (await Store.Reconcile.RecordAsync(Found(source, expectation, key))).ShouldBe(ExpectationStatus.Fulfilled);

        (await Store.Expectations.FindAsync(source.Id, expectation.Id))!.Event.ShouldBe(came.Seq);
    }

    [Fact]
    public async Task What_is_given_up_ends_and_tells_in_the_same_commit()
    {
        var source = await AddSourceAsync();
        var told = await AddApplicationAsync();
        var expectation = await DueAsync(source);
        var message = NewMessage(told, "expectation.expired");

        (await Store.Reconcile.RecordAsync(new PollResult(expectation, null, null, null, new NewMessage(message)))).ShouldBe(ExpectationStatus.Expired);

        (await Store.Messages.FindAsync(told.Id, message.PublicId, false)).ShouldNotBeNull();
        (await Store.Reconcile.NextDueAsync(DueExcept.Nothing)).ShouldBeNull();
        await ReceiveAsync(source, "paid", expectation.Key);
        (await StatusAsync(expectation)).ShouldBe(ExpectationStatus.Expired);
    }

    [Fact]
    public async Task What_was_canceled_stays_so()
    {
        var source = await AddSourceAsync();
        var expectation = await ExpectAsync(source, "a");
        (await Store.Expectations.CancelAsync(source.Id, Ids.Next())).ShouldBeNull();
        (await Store.Expectations.CancelAsync(source.Id, expectation.Id)).ShouldBe(ExpectationStatus.Canceled);
        await ReceiveAsync(source, "paid", "a");
        (await Store.Expectations.CancelAsync(source.Id, expectation.Id)).ShouldBe(ExpectationStatus.Canceled);
        (await Store.Reconcile.NextDueAsync(DueExcept.Nothing)).ShouldBeNull();
    }

    [Fact]
    public async Task Lists_are_in_order_of_creation_filtered_and_paged()
    {
        var source = await AddSourceAsync();
        var made = new List<Expectation>();
        for (var n = 0; n < 5; n++)
        {
            made.Add(await ExpectAsync(source, n % 2 == 0 ? "even" : "odd"));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Store.Expectations.CancelAsync(source.Id, made[2].Id);

        (await ListAsync(source)).ShouldBe(made.Select(e => e.Id).Reverse());
        (await ListAsync(source, new ExpectationFilter("even"))).ShouldBe([made[4].Id, made[2].Id, made[0].Id]);
        (await ListAsync(source, new ExpectationFilter("even", ExpectationStatus.Open))).ShouldBe([made[4].Id, made[0].Id]);
        var back = await Store.Expectations.ListAsync(source.Id, new ExpectationFilter(), new PageRequest(2, true, made[1].Id, Backward: true));
        back.Items.Select(e => e.Id).ShouldBe([made[3].Id, made[2].Id]);
    }

    [Fact]
    public async Task A_rule_expects_what_should_follow_an_event_once()
    {
        var source = await AddSourceAsync(new ExpectationRule("r", new RuleTrigger(["created"]), Pointer, Paid, 600, null));

        var cause = await ReceiveAsync(source, "created", "pay_1");
        await ReceiveAsync(source, "created", "pay_1");
        await ReceiveAsync(source, "updated", "pay_2");
        await ReceiveAsync(source, "created", null);

        var made = (await Store.Expectations.ListAsync(source.Id, new ExpectationFilter(), new PageRequest(10))).Items.ShouldHaveSingleItem();
        (made.Key, made.Rule, made.Cause, made.Deadline).ShouldBe(("pay_1", "r", cause.Seq, Now + 600_000));
        await ReceiveAsync(source, "paid", "pay_1");
        (await StatusAsync(made)).ShouldBe(ExpectationStatus.Fulfilled);
        await ReceiveAsync(source, "paid", "pay_3");
        await ReceiveAsync(source, "created", "pay_3");
        (await ListAsync(source, new ExpectationFilter("pay_3", ExpectationStatus.Fulfilled))).Count.ShouldBe(1, "they came in the wrong order");
    }

    [Fact]
    public async Task A_rule_expects_what_should_follow_a_message_that_was_sent()
    {
        var orders = await AddApplicationAsync();
        var source = await AddSourceAsync(new ExpectationRule("r", new RuleTrigger(["order.made"], orders.Id), "/payment", Paid, 600, null));
        await PostAsync(NewMessage(orders, "order.made", payload: """{"payment":"pay_1"}"""));
        Reopen();
        await PostAsync(NewMessage(orders, "order.made", payload: """{"payment":"pay_2"}"""));
        await PostAsync(NewMessage(await AddApplicationAsync(), "order.made", payload: """{"payment":"pay_3"}"""));

        (await ListAsync(source)).Count.ShouldBe(2);
        await ReceiveAsync(source, "paid", "pay_1");
        (await ListAsync(source, new ExpectationFilter("pay_1", ExpectationStatus.Fulfilled))).Count.ShouldBe(1);
        await ChangeAsync(draft => draft.Put(Catalog.Source(source.Id)! with { Expectations = [] }));
        await PostAsync(NewMessage(orders, "order.made", payload: """{"payment":"pay_4"}"""));
        (await ListAsync(source)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_of_rules_that_is_taken_back_changes_nothing()
    {
        var source = await AddSourceAsync();
        await Should.ThrowAsync<InvalidDataException>(() => ChangeAsync(draft =>
        {
            draft.Put(draft.Catalog.Source(source.Id)! with { Expectations = [new ExpectationRule("r", new RuleTrigger(["created"]), Pointer, Paid, 600, null)] });
            throw new InvalidDataException("no");
        }));
        await ReceiveAsync(source, "created", "pay_1");
        (await ListAsync(source)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_occurrence_of_a_schedule_is_kept_once()
    {
        var source = await AddSourceAsync();
        (await Store.Reconcile.LastFiredAsync(source.Id)).ShouldBeNull();
        (await Store.Reconcile.FireAsync(Occurrence(source), 1000)).ShouldBeTrue();
        Reopen();
        (await Store.Reconcile.FireAsync(Occurrence(source), 1000)).ShouldBeFalse();
        (await Store.Reconcile.FireAsync(Occurrence(source), 500)).ShouldBeFalse();
        (await Store.Reconcile.FireAsync(Occurrence(source), 2000)).ShouldBeTrue();
        (await Store.Reconcile.LastFiredAsync(source.Id)).ShouldBe(2000);
        (await Store.Messages.ListAsync(source.Id, new MessageFilter(), new PageRequest(10), false)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_ended_long_ago_is_dropped_and_all_of_a_source_that_is_gone()
    {
        var (source, gone) = (await AddSourceAsync(), await AddSourceAsync());
        var ended = await ExpectAsync(source, "a");
        await Store.Expectations.CancelAsync(source.Id, ended.Id);
        var open = await ExpectAsync(source, "b");
        var orphan = await ExpectAsync(gone, "c");
        await ChangeAsync(draft => draft.Remove(gone));

        Clock.Advance(Retention + TimeSpan.FromHours(1));
        while (await Store.Jobs.RetainAsync(Now))
        {
        }

        (await Store.Expectations.FindAsync(source.Id, ended.Id)).ShouldBeNull();
        (await Store.Expectations.FindAsync(gone.Id, orphan.Id)).ShouldBeNull();
        (await StatusAsync(open)).ShouldBe(ExpectationStatus.Open);
        (await Store.Reconcile.RecordAsync(new PollResult(orphan, null, null, null, null))).ShouldBeNull();
    }

    private async Task<SourceApplication> AddSourceAsync(params ExpectationRule[] rules)
    {
        var application = await AddSourceApplicationAsync();
        await ChangeAsync(draft =>
        {
            draft.Put(new Source { ApplicationId = application.Id, Type = "generic-webhook", Expectations = rules, CreatedAt = Now, UpdatedAt = Now });
        });
        return application;
    }

    private Expectation New(Application source, string key, Fulfilment? fulfilment = null) => new()
    {
        Id = Ids.Next(),
        ApplicationId = source.Id,
        Key = key,
        FulfilledWhen = fulfilment ?? Paid,
        Deadline = Now + 600_000,
        Due = Now + 600_000,
        LookBack = Expectation.DefaultLookBackMs,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    private async Task<Expectation> ExpectAsync(Application source, string key)
    {
        var made = New(source, key);
        (await Store.Expectations.CreateAsync(null, made)).Reference.ShouldBe(made.PublicId);
        return (await Store.Expectations.FindAsync(source.Id, made.Id)).ShouldNotBeNull();
    }

    /// <summary>One whose deadline has passed.</summary>
    private async Task<Expectation> DueAsync(Application source)
    {
        await ExpectAsync(source, "pay_1");
        Clock.Advance(TimeSpan.FromMinutes(10));
        return (await Store.Reconcile.DueAsync(Now, DueExcept.Nothing, 1)).Single();
    }

    private async Task<ExpectationStatus?> StatusAsync(Expectation expectation) =>
        (await Store.Expectations.FindAsync(expectation.ApplicationId, expectation.Id))?.Status;

    private async Task<List<Ksuid>> ListAsync(Application source, ExpectationFilter? filter = null) =>
        (await AllAsync(page => Store.Expectations.ListAsync(source.Id, filter ?? new ExpectationFilter(), page), new PageRequest(2))).ConvertAll(e => e.Id);

    private ReceivedEvent Event(Application source, string type, string? payment, params DuplicateKey[] keys) =>
        new(NewMessage(source, type, payload: payment is null ? "[]" : $$"""{"data":{"id":"{{payment}}"} }"""), keys);

    private async Task<ReceivedOutcome> ReceiveAsync(Application source, string type, string? payment, params DuplicateKey[] keys) =>
        (await Store.Accept.ReceiveAsync(new ReceivedRequest(source.Id, new ReceivedDetails(), [Event(source, type, payment, keys)]))).Events!.Single();

    private PollResult Found(Application source, Expectation expectation, params DuplicateKey[] keys) => new(
        expectation, PollOf(PollOutcome.Found),
        new ReceivedRequest(source.Id, new ReceivedDetails { Origin = EventOrigin.Reconciled }, [Event(source, "paid", expectation.Key, keys)]), null, null);

    private ReceivedRequest Occurrence(Application source) =>
        new(source.Id, new ReceivedDetails { Origin = EventOrigin.Scheduled }, [Event(source, "cron.event", null)]);

    private Poll PollOf(PollOutcome outcome) => new(Now, 5, 200, outcome, "detail", Encoding.UTF8.GetBytes("{}"));
}
