using System.Globalization;

namespace Ringback.Cli.Demo.Shop;

/// <summary>The lines of the comparison: what, with polling, with webhooks.</summary>
internal static class ShopTable
{
    public static readonly string[] Heads = ["", "short polling", "webhooks"];

    /// <param name="report">What only Ringback can tell; null while it runs.</param>
    public static IEnumerable<string[]> Rows(ShopFigures polling, ShopFigures webhooks, ShopReport? report)
    {
        yield return Row("orders paid", side => $"{side.Paid} of {side.Placed}");
        yield return Row("paid exactly once (ledger)", side => $"{side.PaidOnce}");
        yield return Row("requests to learn of it", side => $"{side.Requests.All}");
        yield return Row("  through the gateway", side => $"{side.Requests.Gateway}");
        yield return Row("  questions to the provider", side => $"{side.Requests.Provider}");
        yield return ["  expectations", "-", $"{webhooks.Requests.Expectations}"];
        yield return Row("until an order is paid: median", side => Seconds(side.UntilPaid.Median));
        yield return Row("  95 of 100 within", side => Seconds(side.UntilPaid.Most95));
        yield return Row("  longest", side => Seconds(side.UntilPaid.Most));
        yield return Row("behind the provider: median", side => Seconds(side.Behind.Median));
        yield return Row("  longest", side => Seconds(side.Behind.Most));
        if (report is null) yield break;
        yield return ["duplicate callbacks dropped", "-", $"{report.Duplicates}"];
        yield return ["not told in time, asked for", "-", $"{report.Reconciled}"];

        string[] Row(string name, Func<ShopFigures, string> of) => [name, of(polling), of(webhooks)];
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
}
