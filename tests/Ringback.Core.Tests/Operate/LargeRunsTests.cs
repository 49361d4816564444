using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Operate;

namespace Ringback.Core.Tests.Operate;

public sealed class LargeRunsTests
{
    private const int Most = 8 * 1024 * 1024;

    private static readonly Organisation One = new(1, "org_1");
    private static readonly Organisation Another = new(2, "org_2");

    private readonly LargeRuns _runs = new(Most);

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0, 0)]
    [InlineData(64 * 1024, 0)]
    [InlineData(64 * 1024 + 1, 8 * (64 * 1024 + 1))]
    [InlineData(25 * 1024 * 1024, Most / 2)]
    public void A_run_takes_room_for_what_is_made_of_a_large_event(int? payload, long bytes) => _runs.NeedOf(EventOf(payload)).ShouldBe(bytes);

    [Fact]
    public async Task An_organisation_alone_gets_a_half()
    {
        Enter(One, Most / 2).IsCompletedSuccessfully.ShouldBeTrue();
        var second = Enter(One, 1);
        second.IsCompleted.ShouldBeFalse();
        Enter(Another, Most / 2).IsCompletedSuccessfully.ShouldBeTrue("it overtakes those whose organisation has its half");
        _runs.Held.ShouldBe(Most);
        _runs.Leave(Another, Most / 2);
        second.IsCompleted.ShouldBeFalse();
        _runs.Leave(One, Most / 2);
        await second;
        _runs.Leave(One, 1);
        _runs.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_large_one_is_not_overtaken_by_small_ones()
    {
        Enter(One, Most / 2).IsCompletedSuccessfully.ShouldBeTrue();
        Enter(Another, Most / 4).IsCompletedSuccessfully.ShouldBeTrue();
        var third = new Organisation(3, "org_3");
        var large = Enter(third, Most / 2);
        var small = Enter(Another, 1);
        (large.IsCompleted, small.IsCompleted, _runs.Waiting).ShouldBe((false, false, 2));
        _runs.Leave(Another, Most / 4);
        await large;
        small.IsCompleted.ShouldBeFalse();
        _runs.Leave(One, Most / 2);
        await small;
    }

    [Fact]
    public async Task Who_is_canceled_takes_nothing_and_waits_no_more()
    {
        await _runs.EnterAsync(One, Most / 2, TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        var waiting = _runs.EnterAsync(One, 1, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        _runs.Waiting.ShouldBe(0);
        _runs.Leave(One, Most / 2);
        _runs.Held.ShouldBe(0);
        await Should.ThrowAsync<OperationCanceledException>(_runs.EnterAsync(One, 1, cancel.Token).AsTask());
        (_runs.Held, _runs.Waiting).ShouldBe((0, 0));
    }

    /// <summary>Whoever comes when: never more than all, never more than a half, and everybody gets his turn.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Many_at_once_stay_within_the_bounds(int seed)
    {
        var random = new Random(seed);
        var held = new long[4];
        await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => (Organisation: random.Next(4), Bytes: (long)random.Next(1, Most / 2))).Select(run => Task.Run(async () =>
        {
            var organisation = new Organisation(run.Organisation, "org");
            await _runs.EnterAsync(organisation, run.Bytes, TestContext.Current.CancellationToken);
            Interlocked.Add(ref held[run.Organisation], run.Bytes).ShouldBeLessThanOrEqualTo(Most / 2);
            _runs.Held.ShouldBeLessThanOrEqualTo(Most);
            await Task.Yield();
            Interlocked.Add(ref held[run.Organisation], -run.Bytes);
            _runs.Leave(organisation, run.Bytes);
        })));
        (_runs.Held, _runs.Waiting).ShouldBe((0, 0));
    }

    private ValueTask Enter(Organisation organisation, long bytes) => _runs.EnterAsync(organisation, bytes, TestContext.Current.CancellationToken);

    private static Message EventOf(int? payload) => new()
    {
        Id = default,
        ApplicationId = 1,
        EventType = "a",
        AcceptedAt = 0,
        Payload = payload is { } length ? new byte[length] : (ReadOnlyMemory<byte>?)null,
    };
}
