namespace Ringback.Cli.Demo.Shop;

/// <summary>A day in the shop. Times are the shop's: <see cref="Speed"/> of its seconds pass in one of ours.</summary>
internal sealed record ShopPlan
{
    private static readonly TimeSpan LongestPayment = TimeSpan.FromMinutes(4);

    /// <value>Of how the provider behaves: the same seed, the same day.</value>
    public int Seed { get; init; } = 7;

    public int Orders { get; init; } = 24;

    public double Speed { get; init; } = 10;

    /// <value>Between two orders.</value>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <value>Between two rounds of questions, where the shop polls.</value>
    public TimeSpan Polling { get; init; } = TimeSpan.FromSeconds(3);

    /// <value>From a payment's beginning until the provider is asked, where it should have called.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(80);

    /// <value>After it something must be wrong; in ours.</value>
    public TimeSpan Longest => Real(Pace * Orders + LongestPayment) + TimeSpan.FromSeconds(60);

    public TimeSpan Real(TimeSpan shopTime) => shopTime / Speed;

    /// <summary>In the shop's seconds.</summary>
    public double Shop(TimeSpan realTime) => realTime.TotalSeconds * Speed;
}
