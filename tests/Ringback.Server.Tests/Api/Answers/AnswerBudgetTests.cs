using Ringback.Core.Ids;
using Ringback.Server.Api.Answers;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Who gets room for an answer, and who waits.</summary>
public sealed class AnswerBudgetTests
{
    private const long Largest = 1000;

    private readonly ManualTime _clock = new();
    private readonly IdSource _ids;
    private readonly AnswerBudget _budget;

    public AnswerBudgetTests()
    {
        _ids = new IdSource(_clock);
        _budget = new AnswerBudget(32 * Largest, Largest, _clock);
    }

    [Fact]
    public async Task An_organisation_alone_gets_half_and_each_that_comes_later_half_of_what_is_left()
    {
        var got = new List<int>();
        for (var i = 0; i < 5; i++) got.Add((await FillAsync(new AnswerHolder(_ids.Next(), null))).Count);

        got.ShouldBe([16, 8, 4, 2, 1]);
        // What is left is for one that holds nothing yet.
        (await FillAsync(new AnswerHolder(_ids.Next(), null))).Count.ShouldBe(1);
        _budget.Held.ShouldBe(32 * Largest);
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

        using var lease = (await Wait.ForAsync(waits)).ShouldNotBeNull();
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

        (await Wait.ForAsync(waits)).ShouldBeNull();
        _budget.HoldsAny(holder).ShouldBeTrue();
        foreach (var lease in held) lease.Dispose();
        (_budget.Held, _budget.Waiting, _budget.HoldsAny(holder)).ShouldBe((0, 0, false));
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
        (await tooMany).ShouldBeNull();
        _budget.Waiting.ShouldBe(AnswerBudget.MostWaiting);
    }

    [Fact]
    public async Task What_comes_free_goes_to_those_who_wait_in_turn()
    {
        var (greedy, modest) = (new AnswerHolder(_ids.Next(), null), new AnswerHolder(_ids.Next(), null));
        // Answers that turned out larger than anybody thought.
        var first = (await TakeAsync(greedy)).ShouldNotBeNull();
        first.Hold(32 * Largest);
        var impatient = Enumerable.Range(0, 20).Select(_ => TakeAsync(greedy)).ToList();
        var patient = TakeAsync(modest);

        first.Hold(31 * Largest);

        using var lease = (await Wait.ForAsync(patient)).ShouldNotBeNull();
        impatient.ShouldAllBe(static one => !one.IsCompleted);
    }

    [Fact]
    public async Task A_small_answer_gives_back_what_it_does_not_need()
    {
        var holder = new AnswerHolder(_ids.Next(), null);
        for (var i = 0; i < 1000; i++) (await TakeAsync(holder)).ShouldNotBeNull().Hold(1);
        _budget.Held.ShouldBe(1000);
    }

    [Fact]
    public async Task An_answer_that_may_be_larger_than_all_of_the_memory_is_let_in()
    {
        var budget = new AnswerBudget(1000, 1_000_000, _clock);
        (await budget.TakeAsync(default, CancellationToken.None)).ShouldNotBeNull().Hold(1_000_000);
        budget.Held.ShouldBe(1_000_000);
        budget.TakeAsync(new AnswerHolder(_ids.Next(), null), CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    private Task<AnswerLease?> TakeAsync(AnswerHolder holder, CancellationToken aborted = default) => _budget.TakeAsync(holder, aborted).AsTask();

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
            got.Add((await next).ShouldNotBeNull());
        }
    }
}
