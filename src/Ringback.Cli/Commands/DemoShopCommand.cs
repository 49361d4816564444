using System.CommandLine;
using System.Globalization;
using Ringback.Cli.Demo;
using Ringback.Cli.Demo.Shop;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Operate;
using Ringback.Server.Settings;
using Spectre.Console;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback demo shop</c>: the same day in a shop that polls and in one that has webhooks.</summary>
internal static class DemoShopCommand
{
    private const int MostOrders = 1000;
    private const double MostSpeed = 50;

    public static Command Build()
    {
        var plan = new ShopPlan();
        var command = new Command("shop", "Compare a shop that polls with a shop that gets webhooks, both with the same unreliable payment provider.");
        var flags = SettingFlags.AddUrlsTo(command);
        var data = new Option<string?>("--data") { Description = "Keep the demo's data, with shop.db, in this folder. If it isn't given, a temporary folder is used and removed.", HelpName = "FOLDER" };
        var exit = new Option<bool>("--exit") { Description = "End when the day is over. This is the default when the output is not a terminal." };
        var seed = Number("--seed", $"The seed for the behaviour of the provider. [default: {plan.Seed}]");
        var orders = Number("--orders", $"The number of orders, up to {MostOrders}. [default: {plan.Orders}]");
        var speed = Number("--speed", $"The seconds in the shop that pass in one real second, up to {MostSpeed}. [default: {plan.Speed}]");
        foreach (var option in (Option[])[data, exit, seed, orders, speed]) command.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
            try
            {
                plan = plan with
                {
                    Seed = Read(parsed.GetValue(seed), plan.Seed, "--seed", 0, int.MaxValue),
                    Orders = Read(parsed.GetValue(orders), plan.Orders, "--orders", 1, MostOrders),
                    Speed = Read(parsed.GetValue(speed), plan.Speed, "--speed", 1, MostSpeed),
                };
            }
            catch (UsageException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("ringback: " + e.Message);
                return ExitCode.Usage;
            }
            var urls = loaded.Origins.ContainsKey("urls") ? loaded.Options.Urls : null;
            return await RunAsync(plan, urls, parsed.GetValue(data), parsed.GetValue(exit), parsed.InvocationConfiguration);
        });
        return command;
    }

    private static Task<int> RunAsync(ShopPlan plan, IReadOnlyList<string>? urls, string? kept, bool exit, InvocationConfiguration streams) =>
        DemoFolder.RunAsync(kept, urls, streams.Error, async (folder, stop) =>
        {
            var live = !Console.IsOutputRedirected;
            IShopScreen screen = live ? new LiveShopScreen(AnsiConsole.Console) : new PlainShopScreen(streams.Output);
            var database = Path.Combine(folder, ShopStory.Database);
            if (File.Exists(database)) throw new StartException($"{database} already exists, but the demo needs an empty database. Give another folder with --data.");
            await using var server = await DemoServer.StartAsync(folder, urls, new NamedConnection(ShopSource.Connection, ConnectionKind.Sqlite, database));
            screen.Say($"Two shops with {plan.Orders} orders each; {plan.Speed} seconds in the shops take one second. Ringback listens on {server.Address}, with its data in {folder}");
            var report = await new ShopStory(server, plan, folder, screen).RunAsync(stop);
            screen.Show(report);
            screen.Say($"The polling shop asked {report.Polling.Requests.Gateway} times, {report.Polling.Requests.Gateway - report.Polling.Paid} of them without news. For {report.Reconciled} payments no webhook came in time, so Ringback polled the provider after {plan.Patience.TotalSeconds:0} seconds.");
            screen.Say($"{database}: {report.Webhooks.Placed} orders, {report.Webhooks.Paid} paid, {report.Webhooks.LedgerEntries} entries in the ledger, exactly one for each order.");
            if (!live || exit) return;
            screen.Say($"""

                The server keeps running. In another terminal: sqlite3 {database} "select number, status, payment from orders"
                Ctrl-C ends it.
                """);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            screen.Say("");
        });

    private static Option<string?> Number(string name, string help) => new(name) { Description = help, HelpName = "NUMBER" };

    private static T Read<T>(string? text, T absent, string flag, T least, T most)
        where T : System.Numerics.INumber<T> =>
        text is null ? absent
        : T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new UsageException($"{flag} {text}: it must be a number from {least} to {most}.");
}
