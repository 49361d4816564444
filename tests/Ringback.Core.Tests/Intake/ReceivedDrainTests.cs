using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Intake;
using Ringback.Core.Messages;
using Ringback.Core.Tests.Accept;
using Ringback.Testing;
using ReceivedRequest = Ringback.Core.Messages.ReceivedRequest;

namespace Ringback.Core.Tests.Intake;

public sealed class ReceivedDrainTests : IAcceptStore, IDeadLetters
{
    private readonly AcceptWorld _world = new();
    private readonly ManualTime _clock = new();
    private readonly IdSource _ids;
    private readonly ReceivedDrain _drain;
    private readonly List<string> _kept = [];
    private readonly List<int> _batches = [];
    private readonly List<(ReadOnlyMemory<byte> Bytes, string Reason)> _dead = [];
    private readonly HashSet<string> _bad = [];
    private int _failures;
    private int _tries;

    public ReceivedDrainTests()
    {
        _ids = new IdSource(_clock);
        _drain = new ReceivedDrain(this, _world.Catalog, this, _clock, NullLogger.Instance);
    }

    private Ksuid Source => _world.Catalog.Application(AcceptWorld.Application)!.Ksuid;

    [Fact]
    public async Task Requests_are_given_in_their_order_many_at_a_time()
    {
        var held = Held(Enumerable.Range(0, 300).Select(static i => $"e{i}"));
        await _drain.DrainAsync(held);
        _kept.ShouldBe(Enumerable.Range(0, 300).Select(static i => $"e{i}"));
        _batches.ShouldBe([128, 128, 44]);
        held.ShouldAllBe(request => request.IsDone);
    }

    [Fact]
    public async Task What_the_store_could_not_take_is_given_again_and_what_it_took_is_not()
    {
        var held = Held(Enumerable.Range(0, 200).Select(static i => $"e{i}"));
        _failures = 1;
        await Should.ThrowAsync<StoreUnavailableException>(_drain.DrainAsync(held));
        _kept.ShouldBeEmpty();
        await _drain.DrainAsync(held);
        _kept.Count.ShouldBe(200);
        await _drain.DrainAsync(held);
        _kept.Count.ShouldBe(200);
    }

    [Fact]
    public async Task One_that_the_store_fails_on_goes_to_the_dead_letters_and_the_others_are_kept()
    {
        _bad.Add("e1");
        var drained = _drain.DrainAsync(Held(["e0", "e1", "e2"]));
        while (!drained.IsCompleted)
        {
            await Wait.UntilAsync(() => drained.IsCompleted || _clock.PendingTimers > 0);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await drained;
        _kept.ShouldBe(["e0", "e2"]);
        _dead.Single().Reason.ShouldBe("The store failed on it 3 times: no such type");
        RequestFormat.Read(_dead.Single().Bytes).Request.Events[0].Message.EventType.ShouldBe("e1");
        _tries.ShouldBe(3, "beside the batch");
    }

    [Fact]
    public async Task What_is_no_request_goes_to_the_dead_letters()
    {
        HeldRequest garbage = new("{}"u8.ToArray());
        await _drain.DrainAsync([garbage, .. Held(["e0"])]);
        _dead.Single().Reason.ShouldBe("The bytes don't begin as a request does.");
        garbage.IsDone.ShouldBeTrue();
        _kept.ShouldBe(["e0"]);
    }

    /// <summary>A number that another source has since, because a backup was restored, isn't believed.</summary>
    [Theory]
    [InlineData(AcceptWorld.Application)]
    [InlineData(8)]
    public async Task One_of_a_source_that_is_gone_goes_to_the_dead_letters(int application)
    {
        var request = Held("e", application, Ksuid.LowestAt(1_700_000_000_000));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _drain.DrainAsync([request]);
        _dead.Single().Reason.ShouldBe("Its source isn't there any more.");
        _kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_a_source_that_was_made_a_moment_ago_waits_until_the_node_knows_it()
    {
        var known = (Core.Catalog.CustomerApplication)_world.Catalog.Application(AcceptWorld.Application)!;
        var fresh = known with { Id = 9, Ksuid = _ids.Next() };
        var drained = _drain.DrainAsync([Held("e", 9, fresh.Ksuid)]);
        await Wait.UntilAsync(() => _clock.PendingTimers > 0);
        _world.Catalog.Put(fresh);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await drained;
        _kept.ShouldBe(["e"]);
    }

    [Fact]
    public async Task Each_request_can_be_recognised_when_it_is_given_again()
    {
        var held = Held(["e0"]);
        await _drain.DrainAsync(held);
        var again = new HeldRequest(held[0].Bytes);
        await _drain.DrainAsync([again]);
        _repeats.Count.ShouldBe(2);
        _repeats[0].Hash.ShouldBe(_repeats[1].Hash);
        _repeats[0].Expires.ShouldBe(_clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds());
    }

    private readonly List<DuplicateKey> _repeats = [];

    ValueTask<Accepted> IAcceptStore.AcceptAsync(NewMessage message) => throw new NotSupportedException();

    ValueTask<ReceivedResult> IAcceptStore.ReceiveAsync(ReceivedRequest request) => throw new NotSupportedException();

    ValueTask<ReceivedResult[]> IAcceptStore.ReceiveAllAsync(IReadOnlyList<ReceivedRequest> requests)
    {
        if (_failures-- > 0)
            throw new StoreUnavailableException("no room");
        var types = requests.Select(static request => request.Events[0].Message.EventType).ToList();
        if (types.Exists(_bad.Contains))
        {
            if (types.Count == 1) _tries++;
            throw new InvalidOperationException("no such type");
        }

        _batches.Add(types.Count);
        _kept.AddRange(types);
        _repeats.AddRange(requests.Select(static request => request.Repeat!.Value));
        return new([.. requests.Select(static _ => new ReceivedResult([new ReceivedOutcome(false, 1)]))]);
    }

    Task IDeadLetters.AddAsync(ReadOnlyMemory<byte> bytes, string reason)
    {
        _dead.Add((bytes, reason));
        return Task.CompletedTask;
    }

    private List<HeldRequest> Held(IEnumerable<string> types) => [.. types.Select(type => Held(type, AcceptWorld.Application, Source))];

    private HeldRequest Held(string type, int application, Ksuid source)
    {
        var message = new Message { Id = _ids.Next(), ApplicationId = application, EventType = type, AcceptedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        return new(RequestFormat.Write(new KeptRequest(source, new ReceivedRequest(application, new ReceivedDetails(), [new ReceivedEvent(message, [])]))));
    }
}
