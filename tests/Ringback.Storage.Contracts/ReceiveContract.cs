using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>The events of a request from outside are durable when its task completes, each once for as long as its keys are good.</summary>
public abstract class ReceiveContract : StoreContract
{
    private const long Window = 60_000;

    internal ReceiveContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task The_events_of_a_request_are_messages_of_their_own_and_share_what_brought_them()
    {
        var source = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(source);
        var given = new ReceivedDetails
        {
            Method = "POST",
            Target = "/x?y=1",
            RemoteAddress = "192.0.2.1",
            Headers = "A: 1\nB: 2\n"u8.ToArray(),
            Body = "[1,2]"u8.ToArray(),
        };
        var request = new ReceivedRequest(source.Id, given, [Event(source, "1"), Event(source, "2")]);
        var outcomes = await ReceiveAsync(request);
        outcomes.ShouldAllBe(o => !o.IsDuplicate);
        await ReceiveAsync(source, "3");
        Reopen();

        (await WorkAsync(endpoint.Id)).Select(w => w.Message.Seq).Take(2).ShouldBe(outcomes.Select(o => o.Seq));
        foreach (var received in request.Events)
        {
            var kept = (await Store.Received.FindAsync(received.Message)).ShouldNotBeNull();
            var details = kept.Details;
            (details.Method, details.Target, details.RemoteAddress, details.Origin, kept.Events).ShouldBe(("POST", "/x?y=1", "192.0.2.1", EventOrigin.Received, 2));
            details.Headers.ToArray().ShouldBe(given.Headers.ToArray());
            details.Body!.Value.ToArray().ShouldBe(given.Body!.Value.ToArray());
        }
    }

    [Fact]
    public async Task A_message_that_was_posted_has_nothing_that_brought_it()
    {
        var source = await AddApplicationAsync();
        await ReceiveAsync(source, "1");
        (await Store.Received.FindAsync(await PostAsync(source))).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_that_comes_again_is_a_duplicate_of_the_first_also_after_a_restart()
    {
        var source = await AddApplicationAsync();
        var first = await ReceiveAsync(source, "e");
        (await ReceiveAsync(source, "e")).ShouldBe(new ReceivedOutcome(true, first.Seq));
        Reopen();
        (await ReceiveAsync(source, "e")).ShouldBe(new ReceivedOutcome(true, first.Seq));
        (await ListAsync(source)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Duplicates_are_counted_by_message_and_by_source_also_across_a_restart()
    {
        var (source, other) = (await AddApplicationAsync(), await AddApplicationAsync());
        var request = Request(source, Event(source, "e"));
        await ReceiveAsync(request);
        await ReceiveAsync(source, "e");
        await ReceiveAsync(other, "e");
        Reopen();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await ReceiveAsync(source, "e");
        await Store.Jobs.RetainAsync(Now);
        await ReceiveAsync(source, "e");

        (await Store.Received.FindAsync(request.Events[0].Message))!.Duplicates.ShouldBe(new DuplicateCount(3, Now));
        (await Store.Received.DuplicatesAsync(source.Id)).ShouldBe(new DuplicateCount(3, Now));
        (await Store.Received.DuplicatesAsync(other.Id)).ShouldBe(new DuplicateCount(0, 0));
    }

    [Fact]
    public async Task An_id_is_of_its_source()
    {
        await ReceiveAsync(await AddApplicationAsync(), "e");
        (await ReceiveAsync(await AddApplicationAsync(), "e")).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task An_id_is_good_until_its_window_ends_and_is_then_taken_over()
    {
        var source = await AddApplicationAsync();
        var first = await ReceiveAsync(source, "e");
        Clock.Advance(TimeSpan.FromMilliseconds(Window - 1));
        // The window is the first one's: what comes again doesn't keep it open.
        (await ReceiveAsync(source, "e")).Seq.ShouldBe(first.Seq);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await ReceiveAsync(source, "e");
        second.IsDuplicate.ShouldBeFalse();
        (await ReceiveAsync(source, "e")).ShouldBe(new ReceivedOutcome(true, second.Seq));
        Reopen();
        (await ReceiveAsync(source, "e")).ShouldBe(new ReceivedOutcome(true, second.Seq));
    }

    [Fact]
    public async Task Ids_past_their_window_are_dropped_and_others_are_kept()
    {
        var source = await AddApplicationAsync();
        for (var i = 0; i < 1500; i++)
            await ReceiveAsync(source, "old" + i);
        Clock.Advance(TimeSpan.FromMilliseconds(Window / 2));
        var late = await ReceiveAsync(source, "young");
        Clock.Advance(TimeSpan.FromMilliseconds(Window / 2));
        while (await Store.Jobs.RetainAsync(Now))
        {
        }

        Reopen();
        (await ReceiveAsync(source, "young")).ShouldBe(new ReceivedOutcome(true, late.Seq));
        (await ReceiveAsync(source, "old7")).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task Any_of_several_keys_makes_a_duplicate_and_what_is_none_takes_them_all()
    {
        var source = await AddApplicationAsync();
        var first = (await ReceiveAsync(Request(source, Event(source, "a", body: "1"))))[0];
        (await ReceiveAsync(Request(source, Event(source, "b", body: "1"))))[0].ShouldBe(new ReceivedOutcome(true, first.Seq));
        (await ReceiveAsync(Request(source, Event(source, "a", body: "2"))))[0].ShouldBe(new ReceivedOutcome(true, first.Seq));
        // The duplicates' own keys were not taken.
        (await ReceiveAsync(Request(source, Event(source, "b", body: "2"))))[0].IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_of_different_kinds_never_meet()
    {
        var source = await AddApplicationAsync();
        await ReceiveAsync(Request(source, Event(source, "x", body: "y")));
        (await ReceiveAsync(Request(source, Event(source, "y", body: "x"))))[0].IsDuplicate.ShouldBeFalse();
        (await AcceptAsync(NewMessage(source, eventId: "x"))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task An_event_without_keys_is_always_new()
    {
        var source = await AddApplicationAsync();
        for (var i = 0; i < 2; i++)
            (await ReceiveAsync(Request(source, new ReceivedEvent(NewMessage(source, eventId: "same"), []))))[0].IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task In_one_request_the_second_of_an_id_is_a_duplicate_and_the_others_are_new()
    {
        var source = await AddApplicationAsync();
        await ReceiveAsync(source, "known");
        var outcomes = await ReceiveAsync(Request(source, Event(source, "a"), Event(source, "a"), Event(source, "known"), Event(source, "b")));
        outcomes.Select(o => o.IsDuplicate).ShouldBe([false, true, true, false]);
        outcomes[1].Seq.ShouldBe(outcomes[0].Seq);
        outcomes[3].Seq.ShouldBe(outcomes[0].Seq + 1);
        (await ListAsync(source)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_request_of_duplicates_only_leaves_nothing()
    {
        var source = await AddApplicationAsync();
        var request = Request(source, Event(source, "a"));
        await ReceiveAsync(request);
        await ReceiveAsync(Request(source, Event(source, "a")));
        var next = Request(source, Event(source, "b"));
        await ReceiveAsync(next);
        next.Events[0].Message.Seq.ShouldBe(request.Events[0].Message.Seq + 1);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_id_exactly_one_is_new()
    {
        var source = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(source);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => ReceiveAsync(source, "e"))));
        var first = outcomes.Single(o => !o.IsDuplicate);
        outcomes.ShouldAllBe(o => o.Seq == first.Seq);
        (await WorkAsync(endpoint.Id)).ShouldHaveSingleItem().Message.Seq.ShouldBe(first.Seq);
        (await Store.Received.DuplicatesAsync(source.Id)).Count.ShouldBe(63);
    }

    [Fact]
    public async Task Of_a_source_that_was_deleted_nothing_is_kept()
    {
        var source = await AddApplicationAsync();
        await ReceiveAsync(source, "known");
        await ChangeAsync(draft => draft.Remove(source));
        (await Store.Accept.ReceiveAsync(Request(source, Event(source, "known")))).SourceIsGone.ShouldBeTrue();
        (await Store.Accept.ReceiveAsync(Request(source, Event(source, "e")))).SourceIsGone.ShouldBeTrue();
    }

    [Fact]
    public async Task With_the_last_of_its_messages_a_request_goes_too()
    {
        var source = await AddApplicationAsync();
        var request = Request(source, Event(source, "a"), Event(source, "b"));
        await ReceiveAsync(request);
        await ReceiveAsync(source, "a");
        Clock.Advance(Retention + TimeSpan.FromSeconds(1));
        while (await Store.Jobs.RetainAsync(Now))
        {
        }

        (await Store.Received.FindAsync(request.Events[0].Message)).ShouldBeNull();
        (await Store.Received.DuplicatesAsync(source.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_payload_that_is_expunged_is_gone_from_the_body_that_brought_it()
    {
        var source = await AddApplicationAsync();
        var request = new ReceivedRequest(source.Id, new ReceivedDetails { Body = "[1,2]"u8.ToArray() }, [Event(source, "a"), Event(source, "b")]);
        await ReceiveAsync(request);
        var other = new ReceivedRequest(source.Id, new ReceivedDetails { Body = "[3]"u8.ToArray() }, [Event(source, "c")]);
        await ReceiveAsync(other);
        await Store.Editor.ExpungeAsync([request.Events[1].Message]);
        (await Store.Received.FindAsync(request.Events[0].Message))!.Details.Body.ShouldBeNull();
        (await Store.Received.FindAsync(other.Events[0].Message))!.Details.Body.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_given_twice_is_kept_once_whatever_its_events_keys(bool reopens)
    {
        var source = await AddApplicationAsync();
        var request = Repeatable(source, new ReceivedEvent(NewMessage(source), []), new ReceivedEvent(NewMessage(source), []));
        (await ReceiveAsync(request)).ShouldAllBe(outcome => !outcome.IsDuplicate);
        if (reopens) Reopen();
        (await Store.Accept.ReceiveAsync(request)).ShouldBe(ReceivedResult.NotDecided);
        (await ListAsync(source)).Count.ShouldBe(2);
        var another = Repeatable(source, new ReceivedEvent(NewMessage(source), []));
        (await ReceiveAsync(another))[0].IsDuplicate.ShouldBeFalse("no key but its own, and that is another");
    }

    [Fact]
    public async Task A_request_whose_events_are_duplicates_leaves_no_key_of_its_own()
    {
        var source = await AddApplicationAsync();
        var first = await ReceiveAsync(source, "e");
        var again = Repeatable(source, Event(source, "e"));
        (await ReceiveAsync(again)).ShouldBe([new ReceivedOutcome(true, first.Seq)]);
        (await ReceiveAsync(again)).ShouldBe([new ReceivedOutcome(true, first.Seq)]);
        (await Store.Received.DuplicatesAsync(source.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_that_is_given_again_counts_no_duplicate()
    {
        var source = await AddApplicationAsync();
        var request = Repeatable(source, Event(source, "e"));
        await ReceiveAsync(request);
        (await Store.Accept.ReceiveAsync(request)).ShouldBe(ReceivedResult.NotDecided);
        (await Store.Received.DuplicatesAsync(source.Id)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_that_are_given_together_are_kept_in_their_order_and_held_against_each_other()
    {
        var source = await AddApplicationAsync();
        var requests = Enumerable.Range(0, 50).Select(i => Repeatable(source, Event(source, $"e{i % 40}"))).ToArray();
        var results = await Store.Accept.ReceiveAllAsync(requests);
        results.Select(result => result.Events!.Single().IsDuplicate).ShouldBe(Enumerable.Range(0, 50).Select(i => i >= 40));
        var kept = results.Take(40).Select(result => result.Events!.Single().Seq).ToArray();
        kept.ShouldBe(kept.Order());
        results.Skip(40).Select(result => result.Events!.Single().Seq).ShouldBe(kept.Take(10));
        (await Store.Accept.ReceiveAllAsync(requests[..40])).ShouldAllBe(result => result == ReceivedResult.NotDecided);
        (await ListAsync(source)).Count.ShouldBe(40);
        var gone = await Store.Accept.ReceiveAllAsync([Repeatable(source, Event(source, "x")), requests[0] with { ApplicationId = int.MaxValue }]);
        gone.Select(result => result.SourceIsGone).ShouldBe([false, true]);
    }

    private ReceivedRequest Repeatable(Application source, params ReceivedEvent[] events) => Request(source, events) with
    {
        Repeat = DuplicateKey.Create(source.Id, DuplicateKeyKind.Request, events[0].Message.Id.ToBytes(), Now + Window),
    };

    private static ReceivedRequest Request(Application source, params ReceivedEvent[] events) => new(source.Id, new ReceivedDetails { Method = "POST" }, events);

    private ReceivedEvent Event(Application source, string id, string? body = null)
    {
        var key = DuplicateKey.Create(source.Id, DuplicateKeyKind.EventId, id, Now + Window);
        return new ReceivedEvent(
            NewMessage(source, eventId: id),
            body is null ? [key] : [key, DuplicateKey.Create(source.Id, DuplicateKeyKind.Body, Encoding.UTF8.GetBytes(body), Now + Window)]);
    }

    private async Task<ReceivedOutcome> ReceiveAsync(Application source, string id) => (await ReceiveAsync(Request(source, Event(source, id))))[0];

    private async Task<ReceivedOutcome[]> ReceiveAsync(ReceivedRequest request)
    {
        var result = await Store.Accept.ReceiveAsync(request);
        return result.Events.ShouldNotBeNull();
    }

    private async Task<IReadOnlyList<Message>> ListAsync(Application source) =>
        (await Store.Messages.ListAsync(source.Id, MessageFilter.None, new(100), withPayload: false)).Items;
}
