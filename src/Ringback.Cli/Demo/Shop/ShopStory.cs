using System.Diagnostics;

namespace Ringback.Cli.Demo.Shop;

/// <summary>The same day in two shops, one that asks and one that is told, and what each cost.</summary>
internal sealed class ShopStory(DemoServer server, ShopPlan plan, string folder, IShopScreen screen)
{
    public const string Database = "shop.db";
    private const string PollingDatabase = "polling.db";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <exception cref="DemoException">Something wasn't as it should be.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ShopReport> RunAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(plan.Longest);
        try
        {
            var source = new ShopSource(server);
            await source.MakeAsync(limit.Token);
            await using var network = new ShopNetwork();
            var polling = await ShopSide.StartAsync(network, plan, Path.Combine(folder, PollingDatabase), source.Secret, webhooks: null);
            var webhooks = await ShopSide.StartAsync(
                network, plan, Path.Combine(folder, Database), source.Secret, (gateway, url) => source.Connect(plan, gateway, url, network.Http));
            await screen.ShowAsync(new ShopBoard(polling, webhooks, plan), RunAsync(source, polling, webhooks, limit.Token));
            var report = new ShopReport(
                ShopFigures.Compute(polling, plan), ShopFigures.Compute(webhooks, plan), await source.DuplicatesAsync(limit.Token), await source.ReconciledAsync(limit.Token));
            await CheckAsync(report, source, limit.Token);
            return report;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new DemoException($"not every order was paid within {plan.Longest.TotalSeconds:0} seconds.");
        }
    }

    private async Task RunAsync(ShopSource source, ShopSide polling, ShopSide webhooks, CancellationToken stop)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asking = polling.Service.PollAsync(plan.Real(plan.Polling), closing.Token);
        await Task.WhenAll(BuyAsync(polling, stop), BuyAsync(webhooks, stop));
        await UntilAsync(() => Task.FromResult(polling.Book.Unpaid().Count + webhooks.Book.Unpaid().Count == 0), stop);
        await closing.CancelAsync();
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What the provider tells at last changes nothing any more, and is seen to change nothing.
        await UntilAsync(() => Task.FromResult(webhooks.Provider.Calling == 0), stop);
        await UntilAsync(async () => await source.RunsAsync("pending", stop) == 0, stop);
        await UntilAsync(async () => await source.DuplicatesAsync(stop) >= webhooks.Provider.Told + await source.ReconciledAsync(stop) - await source.MessagesAsync(stop), stop);
    }

    /// <summary>Each side's customers come at the same times, whatever the shop is busy with.</summary>
    private async Task BuyAsync(ShopSide side, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < plan.Orders; i++)
        {
            var early = plan.Real(plan.Pace * i) - Stopwatch.GetElapsedTime(begun);
            if (early > TimeSpan.Zero) await Task.Delay(early, TimeProvider.System, stop);
            await side.BuyAsync(1000 + 10 * i, stop);
        }
    }

    /// <summary>The shop's database is the proof.</summary>
    private async Task CheckAsync(ShopReport report, ShopSource source, CancellationToken stop)
    {
        foreach (var (name, side) in ((string, ShopFigures)[])[("polling", report.Polling), ("webhooks", report.Webhooks)])
        {
            if (side.Placed != plan.Orders || side.Paid != plan.Orders) throw new DemoException($"{name}: {side.Paid} of {side.Placed} orders are paid.");
            if (side.PaidOnce != plan.Orders || side.LedgerEntries != plan.Orders)
                throw new DemoException($"{name}: the ledger has {side.LedgerEntries} entries for {plan.Orders} orders, {side.PaidOnce} of them paid exactly once.");
        }
        if (await source.RunsAsync("fail", stop) is > 0 and var failed) throw new DemoException($"{failed} runs of operations failed.");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken stop)
    {
        while (!await condition()) await Task.Delay(Look, TimeProvider.System, stop);
    }
}
