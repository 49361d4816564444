using Ringback.Core.Deliver;

namespace Ringback.Core.Tests.Deliver;

public sealed class SlotGateTests
{
    private const SlotShare P = SlotShare.Proven;
    private const SlotShare U = SlotShare.Unproven;
    private const SlotShare R = SlotShare.Retry;

    [Theory]
    [InlineData(P, 16)]
    [InlineData(U, 12)]
    [InlineData(R, 4)]
    public void Each_share_has_its_cap(object share, int cap)
    {
        var gate = new SlotGate(16);
        Take(gate, (SlotShare)share, cap);
        gate.TryEnter((SlotShare)share, new Waiter()).ShouldBeFalse();
        gate.InFlight.ShouldBe(cap);
    }

    [Fact]
    public void What_hangs_and_retries_together_leave_a_quarter_to_the_proven()
    {
        var gate = new SlotGate(16);
        Take(gate, U, 10);
        Take(gate, R, 2);
        gate.TryEnter(R, new Waiter()).ShouldBeFalse();
        gate.TryEnter(U, new Waiter()).ShouldBeFalse();
        Take(gate, P, 4);
        gate.TryEnter(P, new Waiter()).ShouldBeFalse();
    }

    [Fact]
    public void Retries_leave_two_thirds_of_their_share_to_new_destinations()
    {
        var gate = new SlotGate(16);
        Take(gate, R, 4);
        Take(gate, U, 8);
        gate.TryEnter(U, new Waiter()).ShouldBeFalse();
    }

    [Fact]
    public void Works_with_a_single_slot()
    {
        var gate = new SlotGate(1);
        foreach (var share in (SlotShare[])[P, U, R])
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
        var waiters = new Dictionary<SlotShare, Waiter> { [P] = new(), [U] = new(), [R] = new() };
        foreach (var (share, waiter) in waiters)
            for (var i = 0; i < 4; i++)
                gate.TryEnter(share, waiter).ShouldBeFalse();
        for (var i = 0; i < 9; i++) gate.Leave(P);
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
        var used = new int[3];
        var waiting = new List<Waiter>[] { [], [], [] };
        int[] caps = [slots, Math.Max(1, slots * 3 / 4), Math.Max(1, slots / 4)];
        for (var step = 0; step < 20_000; step++)
        {
            var share = (SlotShare)random.Next(3);
            if (random.Next(2) == 0)
            {
                var waiter = new Waiter();
                if (gate.TryEnter(share, waiter)) used[(int)share]++;
                else waiting[(int)share].Add(waiter);
            }
            else if (used[(int)share] > 0)
            {
                used[(int)share]--;
                gate.Leave(share);
                for (var other = 0; other < 3; other++)
                    used[other] += waiting[other].RemoveAll(waiter => waiter.Grants.Count == 1);
            }

            gate.InFlight.ShouldBe(used.Sum());
            used.Sum().ShouldBeLessThanOrEqualTo(slots);
            for (var s = 0; s < 3; s++)
            {
                used[s].ShouldBeLessThanOrEqualTo(caps[s]);
                var room = used.Sum() < slots && used[s] < caps[s] && (s == 0 || used[1] + used[2] < caps[1]);
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
