using Ringback.Core.Accept;

namespace Ringback.Core.Tests.Accept;

/// <summary>When a message is refused because what came before it waits.</summary>
public sealed class BacklogLimitTests : IWaitingDeliveries
{
    private readonly AcceptWorld _world = new();
    private readonly Dictionary<int, long> _waits = [];

    [Theory]
    // The limit, the wait of an endpoint that the message goes to and of one that it doesn't, in milliseconds; the seconds to wait.
    [InlineData(0, 3_600_000, 0, null)]
    [InlineData(5000, 0, 0, null)]
    [InlineData(5000, 5000, 0, null)]
    [InlineData(5000, 5001, 0, 1)]
    [InlineData(5000, 7000, 0, 3)]
    [InlineData(5000, 3_600_000, 0, 60)]
    [InlineData(5000, 0, 3_600_000, null)]
    public void Messages_are_refused_while_those_before_them_wait(int limit, long mine, long others, int? seconds)
    {
        _world.AddEndpoint(1);
        _world.AddEndpoint(2, static endpoint => endpoint with { EventTypes = ["other"] });
        (_waits[1], _waits[2]) = (mine, others);
        new BacklogLimit(_world.Routes, this, TimeSpan.FromMilliseconds(limit)).RetryAfter(_world.NewMessage()).ShouldBe(seconds);
    }

    long IWaitingDeliveries.OldestWait(int destination) => _waits.GetValueOrDefault(destination);
}
