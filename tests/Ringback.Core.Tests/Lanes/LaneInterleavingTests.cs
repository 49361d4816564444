using System.Collections.Concurrent;
using System.Threading.Channels;
using CsCheck;
using Ringback.Core.Catalog;
using Ringback.Core.Lanes;
using Ringback.Testing;

namespace Ringback.Core.Tests.Lanes;

/// <summary>
/// A lane between threads: the writer that offers in the order of its commits, receivers whose answers land whenever they like, changes
/// of the endpoint, and the thread pool on which it decides. CsCheck draws what each of them does. See ADR 41.
/// </summary>
public sealed class LaneInterleavingTests
{
    private const int Samples = 150;

    /// <summary>For one script, which takes milliseconds: a lane that lost a message is waited for until then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private enum Step
    {
        Change,
        Look,
        Park,
        Wake,
    }

    private static readonly Gen<(int Offers, Step[] Others, bool IsFifo)> Scripts = Gen.Select(
        Gen.Int[20, 80], Gen.Enum<Step>().Array[5, 40], Gen.Bool);

    /// <summary>Messages are neither lost nor sent twice, and those of a FIFO lane keep their order.</summary>
    [Fact]
    public void Whatever_comes_between_each_message_flies_once_and_all_that_was_taken_is_given_back()
    {
        // Not shrunk: where threads meet by chance, a smaller script that fails says no more, and each of them would be waited for.
        var failed = false;
        Scripts.Sample(
            script =>
            {
                if (failed) return;
                failed = true;
                Run(script);
                failed = false;
            },
            iter: Samples,
            threads: 1);
    }

    private static void Run((int Offers, Step[] Others, bool IsFifo) script)
    {
        using var world = new LaneWorld(endpoint => endpoint with { Order = script.IsFifo ? DeliveryOrder.Fifo : DeliveryOrder.Any });
        var sent = Channel.CreateUnbounded<long>();
        var (inFlight, most) = (0, 0);
        world.OnStart = seq =>
        {
            lock (sent) most = Math.Max(most, ++inFlight);
            sent.Writer.TryWrite(seq);
        };
        var landed = new ConcurrentQueue<long>();
        var errors = new ConcurrentQueue<Exception>();
        using var start = new Barrier(4);
        Thread[] threads =
        [
            Begin(() =>
            {
                for (var seq = 1; seq <= script.Offers; seq++) world.Accept(seq);
            }),
            Begin(() =>
            {
                foreach (var step in script.Others) Take(world, step);
            }),
            Begin(Receive),
            Begin(Receive),
        ];
        // A lane that has nothing left to do may be ended; one that lost a message, or something that it took, never may.
        var ended = SpinWait.SpinUntil(() => !errors.IsEmpty || (landed.Count >= script.Offers && world.Lane.TryRetire(crowded: true)), Patience);
        sent.Writer.Complete();
        errors.ShouldBeEmpty();
        ended.ShouldBeTrue(Missing());
        foreach (var thread in threads) thread.Join(Patience).ShouldBeTrue(Missing());
        errors.ShouldBeEmpty();

        world.Started.Order().ShouldBe(Enumerable.Range(1, script.Offers).Select(static seq => (long)seq));
        if (script.IsFifo) (most, world.Started.SequenceEqual(world.Started.Order())).ShouldBe((1, true));
        else most.ShouldBeLessThanOrEqualTo(world.Policy.LaneInFlight);
        world.Slots.InFlight.ShouldBe(0);
        world.Budget.Items.ShouldBe(0);
        world.Lane.InFlight().ShouldBeEmpty();

        // It ends with the process: a lane whose state is broken may never give it back.
        Thread Begin(Action act)
        {
            var thread = new Thread(Act) { IsBackground = true };
            thread.Start();
            return thread;

            void Act()
            {
                try
                {
                    start.SignalAndWait();
                    act();
                }
                catch (Exception error)
                {
                    errors.Enqueue(error);
                }
            }
        }

        void Receive()
        {
            foreach (var seq in sent.Reader.ReadAllAsync().ToBlockingEnumerable())
            {
                lock (sent) inFlight--;
                world.EndAttempt(seq);
                landed.Enqueue(seq);
            }
        }

        string Missing()
        {
            var flown = world.Started;
            var never = string.Join(", ", Enumerable.Range(1, script.Offers).Select(static seq => (long)seq).Except(flown));
            return $"The lane never came to rest. Of {script.Offers} messages {flown.Count} flew and {landed.Count} landed; never flew: {(never is "" ? "none" : never)}. "
                + $"It has {world.Lane.InFlight().Count} in flight, {world.Slots.InFlight} slots are taken, and {world.Budget.Items} messages are counted as in memory.";
        }
    }

    private static void Take(LaneWorld world, Step step)
    {
        switch (step)
        {
            case Step.Change:
                world.Endpoint = world.Endpoint! with { Description = "" };
                world.Lane.Changed();
                break;
            case Step.Look:
                world.Lane.Execute();
                break;
            case Step.Park:
                world.Lane.Parked();
                break;
            case Step.Wake:
                world.Lane.Wake();
                break;
        }
    }
}
