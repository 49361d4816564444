using Microsoft.Data.Sqlite;
using Ringback.Cli.Demo;
using Ringback.Cli.Demo.Shop;
using Ringback.Core.Operate;
using Ringback.Server.Tests.Docs;
using Shop.Provider;

namespace Ringback.Server.Tests.Cli.Shop;

/// <summary>The shop's day as <c>ringback demo shop</c> has it: counts and how they stand to each other, no times.</summary>
public sealed class ShopTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Every_order_is_paid_exactly_once_whatever_the_provider_does()
    {
        var plan = new ShopPlan { Orders = 12, Speed = 20 };
        var kinds = Enumerable.Range(1, plan.Orders).Select(n => Behaviour.Of(plan.Seed, $"order-{n}").Telling).ToList();
        foreach (var kind in Enum.GetValues<Telling>()) kinds.ShouldContain(kind, $"the test shows nothing without {kind}");
        var folder = Directory.CreateTempSubdirectory("ringback-shop-").FullName;
        try
        {
            ShopReport report;
            var database = Path.Combine(folder, ShopStory.Database);
            await using (var server = await DemoServer.StartAsync(
                folder, ["http://127.0.0.1:0"], new NamedConnection(ShopSource.Connection, ConnectionKind.Sqlite, database)))
            {
                report = await new ShopStory(server, plan, folder, new SilentScreen()).RunAsync(TestContext.Current.CancellationToken);
            }

            foreach (var side in (ShopFigures[])[report.Polling, report.Webhooks])
                (side.Placed, side.Paid, side.PaidOnce, side.LedgerEntries).ShouldBe((plan.Orders, plan.Orders, plan.Orders, plan.Orders));
            // By the databases themselves: what both sides say is the same, to the cent.
            var rows = Rows(database);
            rows.Count.ShouldBe(plan.Orders);
            rows.ShouldBe(Rows(Path.Combine(folder, "polling.db")));

            report.Reconciled.ShouldBeGreaterThanOrEqualTo(kinds.Count(kind => kind == Telling.Never));
            report.Duplicates.ShouldBeGreaterThanOrEqualTo(2 * kinds.Count(kind => kind == Telling.Twice));
            var (polled, told) = (report.Polling.Requests, report.Webhooks.Requests);
            polled.Provider.ShouldBeInRange(polled.Gateway - plan.Orders, polled.Gateway, "each question goes on to the provider, but one that comes before there is a payment");
            polled.Gateway.ShouldBeGreaterThanOrEqualTo(plan.Orders);
            told.Expectations.ShouldBe(plan.Orders);
            told.Provider.ShouldBeGreaterThanOrEqualTo(report.Reconciled);
            // How often a shop asks is a matter of how long it waits, on a slow machine seldom. What it is told is the same at any pace.
            told.Gateway.ShouldBe(Enumerable.Range(1, plan.Orders).Sum(n => Behaviour.Of(plan.Seed, $"order-{n}").Callbacks().Count()));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_command_ends_by_itself_and_begins_with_an_empty_database_only()
    {
        await using var terminal = new Terminal();
        var temporary = Directory.CreateDirectory(Path.Combine(terminal.Folder, "tmp")).FullName;
        (await terminal.RunAsync($"TMPDIR='{temporary}' ./ringback demo shop --exit --orders 5 --speed 50 --data kept")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("shop.db: 5 orders, 5 paid, 5 entries in the ledger, exactly one for each order.");
        terminal.Output.ShouldNotContain("eyJ");
        terminal.Output.ShouldNotContain("/in/");
        Directory.EnumerateFileSystemEntries(temporary).Where(e => Path.GetFileName(e).StartsWith("ringback", StringComparison.Ordinal)).ShouldBeEmpty();

        (await terminal.RunAsync("./ringback demo shop --exit --data kept")).ShouldBe(1);
        terminal.Output.ShouldContain("shop.db already exists, but the demo needs an empty database. Give another folder with --data.");
        (await terminal.RunAsync("./ringback demo shop --orders 0")).ShouldBe(2);
        terminal.Output.ShouldContain("--orders 0: it must be a number from 1 to 1000.");
        (await terminal.RunAsync("./ringback demo shop --speed fast")).ShouldBe(2);
        terminal.Output.ShouldContain("--speed fast: it must be a number from 1 to 50.");
        (await terminal.RunAsync("./ringback demo shopp")).ShouldBe(2);
        terminal.Output.ShouldContain("There is no command shopp. Did you mean shop?");
        terminal.Output.ShouldNotContain("   at ");
    }

    /// <summary>"order-7 paid 1060, ledger 1060".</summary>
    private static List<string> Rows(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select o.number || ' ' || o.status || ' ' || o.amount || ', ledger ' || l.amount from orders o join ledger l on l.number = o.number and l.payment = o.payment order by o.number";
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add(rows.GetString(0));
        return found;
    }

    private sealed class SilentScreen : IShopScreen
    {
        public void Say(string text)
        {
        }

        public Task ShowAsync(ShopBoard board, Task work) => work;

        public void Show(ShopReport report)
        {
        }
    }
}
