using Ringback.Core.Ids;
using Ringback.Server.Api.Answers;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Who gets room for an answer, and who waits.</summary>
public sealed class AnswerBudgetTests
{
    private const long Largest = 100_000;

    /// <value>What all share, and an eighth of everything as the reserve.</value>
    private const long Shared = 32 * Largest;

    private const long Reserve = Shared / 7;

    private readonly ManualTime _clock = new();
    private readonly IdSource _ids;
    private readonly AnswerBudget _budget;

    public AnswerBudgetTests()
    {
        _ids = new IdSource(_clock);
        _budget = new AnswerBudget(Shared + Reserve, _clock);
    }

    [Fact]
    public async Task An_organisation_alone_gets_half_and_each_that_comes_later_half_of_what_is_left()
    {
        var got = new List<int>();
        for (var i = 0; i < 5; i++) got.Add((await FillAsync(new AnswerHolder(_ids.Next(), null))).Count);

        got.ShouldBe([16, 8, 4, 2, 1]);
        // What is left is for one that holds nothing yet; and so is the reserve.
        (await FillAsync(new AnswerHolder(_ids.Next(), null))).Count.ShouldBe(1);
        _budget.Held.ShouldBe(Shared);
        for (var i = 0; i < 4; i++) (await FillAsync(new AnswerHolder(_ids.Next(), null))).Count.ShouldBe(1);
        (await FillAsync(new AnswerHolder(_ids.Next(), null))).ShouldBeEmpty();
        _budget.Held.ShouldBe(Shared + 4 * Largest);
    }

    [Fact]
    public async Task Whoever_holds_nothing_is_let_in_however_much_others_hold()
    {
        var greedy = new AnswerHolder(_ids.Next(), null);
        (await LendAsync(greedy)).Hold(10 * Shared);
        (await FillAsync(greedy)).ShouldBeEmpty();

        using var lease = await LendAsync(new AnswerHolder(_ids.Next(), null));
        // With any number of its tokens, an organisation leaves half of the reserve to others.
        var organisation = _ids.Next();
        var got = 0;
        for (var i = 0; i < 10; i++) got += (await FillAsync(new AnswerHolder(organisation, _ids.Next()))).Count;
        got.ShouldBe(1);
        (await FillAsync(new AnswerHolder(_ids.Next(), null))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_small_answer_is_not_held_up_by_a_large_one_that_waits()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        (await LendAsync(holder)).Hold(10 * Largest);
        var waits = TakeAsync(holder, bytes: 20 * Largest);

        (await Wait.ForAsync(TakeAsync(holder, bytes: 100))).Lease.ShouldNotBeNull();
        waits.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task What_has_to_be_reserved_beyond_the_first_room_is_waited_for_without_holding_it()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        using var lease = await LendAsync(holder);
        (await lease.ReserveAsync(Largest / 2, CancellationToken.None)).ShouldBeNull();
        _budget.Held.ShouldBe(Largest);
        (await lease.ReserveAsync(20 * Largest, CancellationToken.None)).ShouldBeNull();
        _budget.Held.ShouldBe(20 * Largest);

        using var other = await LendAsync(new AnswerHolder(_ids.Next(), null));
        var waits = other.ReserveAsync(20 * Largest, CancellationToken.None).AsTask();
        (waits.IsCompleted, _budget.Held).ShouldBe((false, 20 * Largest));
        lease.Hold(1);
        (await Wait.ForAsync(waits)).ShouldBeNull();
        _budget.Held.ShouldBe(20 * Largest + 1);
    }

    [Fact]
    public async Task Accounts_are_kept_no_longer_than_they_hold_something_or_have_requests_that_wait()
    {
        using var held = await LendAsync(new AnswerHolder(_ids.Next(), null));
        var organisation = _ids.Next();
        for (var i = 0; i < 2000; i++) (await LendAsync(new AnswerHolder(i % 2 == 0 ? organisation : _ids.Next(), _ids.Next()))).Dispose();
        _budget.Accounts.ShouldBe(1);

        held.Hold(10 * Shared);
        using var reserve = await LendAsync(new AnswerHolder(_ids.Next(), null));
        reserve.Hold(Shared);
        var waiting = Enumerable.Range(0, 100).Select(_ => TakeAsync(new AnswerHolder(_ids.Next(), null))).ToList();
        _budget.Accounts.ShouldBe(102);
        _clock.Advance(AnswerBudget.Patience);
        foreach (var one in waiting) (await Wait.ForAsync(one)).ShouldBe(new AnswerRoom(null, AnswerRefusal.NoRoom));
        _budget.Accounts.ShouldBe(2);
    }

    [Fact]
    public async Task With_customers_tokens_it_is_the_same_within_their_organisations_share()
    {
        var organisation = _ids.Next();
        var got = new List<int>();
        for (var i = 0; i < 4; i++) got.Add((await FillAsync(new AnswerHolder(organisation, _ids.Next()))).Count);

        got.ShouldBe([8, 4, 2, 1]);
        (await FillAsync(new AnswerHolder(organisation, null))).Count.ShouldBe(1);
        (await FillAsync(new AnswerHolder(_ids.Next(), null))).Count.ShouldBe(8);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_finds_no_room_waits_and_gets_what_comes_free(bool asCustomer)
    {
        var holder = new AnswerHolder(_ids.Next(), asCustomer ? _ids.Next() : null);
        var held = await FillAsync(holder);
        var waits = TakeAsync(holder);
        waits.IsCompleted.ShouldBeFalse();

        held[0].Dispose();

        using var lease = (await Wait.ForAsync(waits)).Lease.ShouldNotBeNull();
        _budget.Held.ShouldBe(held.Count * Largest);
    }

    [Fact]
    public async Task Whoever_finds_no_room_in_time_gets_none()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        var held = await FillAsync(holder);
        var waits = TakeAsync(holder);
        _clock.Advance(AnswerBudget.Patience - TimeSpan.FromMilliseconds(1));
        waits.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await Wait.ForAsync(waits)).ShouldBe(new AnswerRoom(null, AnswerRefusal.ShareTaken));
        foreach (var lease in held) lease.Dispose();
        (_budget.Held, _budget.Waiting, _budget.Accounts).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Whoever_goes_away_while_waiting_takes_nothing()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        var held = await FillAsync(holder);
        using var gone = new CancellationTokenSource();
        var waits = TakeAsync(holder, gone.Token);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waits);
        foreach (var lease in held) lease.Dispose();
        _budget.Held.ShouldBe(0);
    }

    [Fact]
    public async Task No_more_wait_on_one_account_than_may()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        await FillAsync(holder);
        var waiting = Enumerable.Range(0, AnswerBudget.MostWaiting).Select(_ => TakeAsync(holder)).ToList();
        var tooMany = TakeAsync(holder);

        waiting.ShouldAllBe(static one => !one.IsCompleted);
        tooMany.IsCompleted.ShouldBeTrue();
        (await tooMany).ShouldBe(new AnswerRoom(null, AnswerRefusal.QueueFull));
        _budget.Waiting.ShouldBe(AnswerBudget.MostWaiting);
    }

    [Fact]
    public async Task What_comes_free_goes_to_those_who_wait_in_turn()
    {
        var (greedy, modest) = (new AnswerHolder(_ids.Next(), null), new AnswerHolder(_ids.Next(), null));
        // Answers that turned out larger than anybody thought.
        var first = await LendAsync(greedy);
        first.Hold(32 * Largest);
        using var reserve = await LendAsync(new AnswerHolder(_ids.Next(), null));
        reserve.Hold(Reserve);
        var impatient = Enumerable.Range(0, 20).Select(_ => TakeAsync(greedy)).ToList();
        var patient = TakeAsync(modest);

        first.Hold(31 * Largest);

        using var lease = (await Wait.ForAsync(patient)).Lease.ShouldNotBeNull();
        impatient.ShouldAllBe(static one => !one.IsCompleted);
    }

    [Fact]
    public async Task A_small_answer_gives_back_what_it_does_not_need()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        for (var i = 0; i < 1000; i++) (await LendAsync(holder)).Hold(1);
        _budget.Held.ShouldBe(1000);
    }

    [Fact]
    public async Task An_answer_that_may_be_larger_than_all_of_the_memory_is_let_in()
    {
        using var lease = (await TakeAsync(default, bytes: 10 * Shared)).Lease.ShouldNotBeNull();
        _budget.Held.ShouldBe(10 * Shared);
        TakeAsync(new AnswerHolder(_ids.Next(), null), bytes: 10 * Shared).IsCompleted.ShouldBeFalse();
    }

    private Task<AnswerRoom> TakeAsync(AnswerHolder holder, CancellationToken aborted = default, long bytes = Largest) =>
        _budget.TakeAsync(holder, bytes, aborted).AsTask();

    private async Task<AnswerLease> LendAsync(AnswerHolder holder)
    {
        var taken = TakeAsync(holder);
        taken.IsCompleted.ShouldBeTrue();
        return (await taken).Lease.ShouldNotBeNull();
    }

    private async Task<List<AnswerLease>> FillAsync(AnswerHolder holder)
    {
        var got = new List<AnswerLease>();
        while (true)
        {
            using var gone = new CancellationTokenSource();
            var next = TakeAsync(holder, gone.Token);
            if (!next.IsCompleted)
            {
                await gone.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(next);
                return got;
            }
            got.Add((await next).Lease.ShouldNotBeNull());
        }
    }
}
