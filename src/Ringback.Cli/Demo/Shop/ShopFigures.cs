using Shop.Orders;

namespace Ringback.Cli.Demo.Shop;

/// <summary>How long things took, in the shop's seconds.</summary>
internal readonly record struct Spread(double Median, double Most95, double Most)
{
    public static Spread Compute(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? default : new Spread(At(0.5), At(0.95), sorted[^1]);

        // The smallest that so many are at most.
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}

/// <summary>What one way of learning of payments cost, and what came of it, by the shop's own database.</summary>
/// <param name="Placed">Orders.</param>
/// <param name="Paid">Orders that are paid.</param>
/// <param name="PaidOnce">Orders with exactly one entry in the ledger.</param>
/// <param name="LedgerEntries">Effects of payments in all.</param>
/// <param name="UntilPaid">From an order's placing.</param>
/// <param name="Behind">From the moment it was paid at the provider's.</param>
internal sealed record ShopFigures(
    int Placed, int Paid, int PaidOnce, int LedgerEntries, ShopRequests Requests, Spread UntilPaid, Spread Behind)
{
    public static ShopFigures Compute(ShopSide side, ShopPlan plan)
    {
        var orders = side.Book.All();
        var ledger = side.Book.Ledger();
        var settled = side.Provider.Settled;
        var paid = orders.Where(order => order is { Status: "paid", PaidAt: not null }).ToList();
        return new ShopFigures(
            orders.Count, paid.Count, paid.Count(order => ledger.GetValueOrDefault(order.Number) == 1), ledger.Values.Sum(), side.Requests,
            Spread.Compute(paid.Select(order => Shop(order.PaidAt!.Value - order.PlacedAt))),
            Spread.Compute(paid.Select(order => Shop(order.PaidAt!.Value - At(order)))));

        double Shop(long milliseconds) => plan.Shop(TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)));

        long At(Order order) => settled[order.Number].ToUnixTimeMilliseconds();
    }
}

/// <summary>Both sides, and what only Ringback can tell.</summary>
/// <param name="Duplicates">Callbacks that said nothing new, dropped.</param>
/// <param name="Reconciled">Payments that were never, or not in time, told of, and were asked for.</param>
internal sealed record ShopReport(ShopFigures Polling, ShopFigures Webhooks, long Duplicates, int Reconciled);
