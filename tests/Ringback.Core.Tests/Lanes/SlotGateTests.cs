using Ringback.Core.Lanes;

namespace Ringback.Core.Tests.Lanes;

public sealed class SlotGateTests
{
    private const SlotShare P = SlotShare.Proven;
    private const SlotShare U = SlotShare.Untried;
    private const SlotShare D = SlotShare.Doubtful;
    private const SlotShare R = SlotShare.Retry;

    [Theory]
    [InlineData(P, 16)]
    [InlineData(U, 12)]
    [InlineData(D, 8)]
    [InlineData(R, 4)]
    public void Each_share_has_its_cap(object share, int cap)
    {
        var gate = new SlotGate(16);
        Take(gate, (SlotShare)share, cap);
        gate.TryEnter((SlotShare)share, new Waiter()).ShouldBeFalse();
        gate.InFlight.ShouldBe(cap);
    }

    [Fact]
    public void Each_share_leaves_a_quarter_of_all_to_the_one_before_it()
    {
        var gate = new SlotGate(16);
        foreach (var share in (SlotShare[])[R, D, U, P])
        {
            Take(gate, share, 4);
            gate.TryEnter(share, new Waiter()).ShouldBeFalse();
        }
    }

    [Fact]
    public void What_hangs_leaves_nothing_to_retries_but_half_of_all_to_the_others()
    {
        var gate = new SlotGate(16);
        Take(gate, D, 8);
        gate.TryEnter(R, new Waiter()).ShouldBeFalse();
        Take(gate, U, 4);
        Take(gate, P, 4);
    }

    [Fact]
    public void Ready_are_those_who_wait_with_a_first_attempt_at_somebody_who_may_answer()
    {
        var gate = new SlotGate(16);
        foreach (var share in (SlotShare[])[R, D, U, P])
            Take(gate, share, 4);
        foreach (var share in (SlotShare[])[R, D, U, P])
            gate.TryEnter(share, new Waiter());
        gate.Ready.ShouldBe(2);
    }

    [Fact]
    public void Works_with_a_single_slot()
    {
        var gate = new SlotGate(1);
        foreach (var share in (SlotShare[])[P, U, D, R])
        {
            Take(gate, share, 1);
            gate.Leave(share);
        }
    }

    [Fact]
    public void A_slot_given_back_goes_to_who_waited_longest_and_nobody_overtakes()
    {
        var gate = new SlotGate(2);
        Take(gate, P, 2);
        var (first, second) = (new Waiter(), new Waiter());
        gate.TryEnter(P, first).ShouldBeFalse();
        gate.TryEnter(P, second).ShouldBeFalse();

        gate.Leave(P);
        first.Grants.ShouldBe([P]);
        second.Grants.ShouldBeEmpty();
        gate.TryEnter(P, new Waiter()).ShouldBeFalse();

        gate.Leave(P);
        second.Grants.ShouldBe([P]);
    }

    [Fact]
    public void A_slot_that_was_granted_and_is_not_needed_goes_to_the_next()
    {
        var gate = new SlotGate(1);
        Take(gate, P, 1);
        var (first, second) = (new Waiter(), new Waiter());
        gate.TryEnter(P, first);
        gate.TryEnter(R, second);
        gate.Leave(P);
        first.Grants.ShouldBe([P]);
        gate.Leave(P);
        second.Grants.ShouldBe([R]);
        gate.Leave(R);
        gate.InFlight.ShouldBe(0);
    }

    [Fact]
    public void Shares_take_turns_so_that_no_demand_starves_another()
    {
        var gate = new SlotGate(16);
        Take(gate, P, 16);
        var waiters = new Dictionary<SlotShare, Waiter> { [P] = new(), [U] = new(), [D] = new(), [R] = new() };
        foreach (var (share, waiter) in waiters)
            for (var i = 0; i < 4; i++)
                gate.TryEnter(share, waiter).ShouldBeFalse();
        for (var i = 0; i < 12; i++) gate.Leave(P);
        waiters.Values.ShouldAllBe(waiter => waiter.Grants.Count == 3);
    }

    /// <summary>Whatever is asked and given back: caps hold, and nobody waits beside a slot that he may have.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    [InlineData(4, 17)]
    public void Random_use_holds_the_caps_and_forgets_nobody(int seed, int slots)
    {
        var random = new Random(seed);
        var gate = new SlotGate(slots);
        var used = new int[4];
        var waiting = new List<Waiter>[] { [], [], [], [] };
        int[] caps = [slots, Math.Max(1, slots * 3 / 4), Math.Max(1, slots / 2), Math.Max(1, slots / 4)];
        for (var step = 0; step < 20_000; step++)
        {
            var share = random.Next(4);
            if (random.Next(2) == 0)
            {
                var waiter = new Waiter();
                if (gate.TryEnter((SlotShare)share, waiter)) used[share]++;
                else waiting[share].Add(waiter);
            }
            else if (used[share] > 0)
            {
                used[share]--;
                gate.Leave((SlotShare)share);
                for (var other = 0; other < 4; other++)
                    used[other] += waiting[other].RemoveAll(waiter => waiter.Grants.Count == 1);
            }

            gate.InFlight.ShouldBe(used.Sum());
            var room = true;
            for (var s = 0; s < 4; s++)
            {
                var inside = used[s..].Sum();
                inside.ShouldBeLessThanOrEqualTo(caps[s]);
                room &= inside < caps[s];
                if (room) waiting[s].ShouldBeEmpty();
            }
        }
    }

    private static void Take(SlotGate gate, SlotShare share, int count)
    {
        for (var i = 0; i < count; i++) gate.TryEnter(share, new Waiter()).ShouldBeTrue();
    }

    private sealed class Waiter : ISlotWaiter
    {
        public List<SlotShare> Grants { get; } = [];

        public void Granted(SlotShare share) => Grants.Add(share);
    }
}
