using System.Diagnostics;

namespace Ringback.Cli.Demo.Shop;

/// <summary>How both sides stand right now.</summary>
internal sealed class ShopBoard(ShopSide polling, ShopSide webhooks, ShopPlan plan)
{
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <value>The shop's seconds since the doors opened.</value>
    public double Time => plan.Shop(Stopwatch.GetElapsedTime(_begun));

    public ShopFigures Polling => ShopFigures.Compute(polling, plan);

    public ShopFigures Webhooks => ShopFigures.Compute(webhooks, plan);
}
