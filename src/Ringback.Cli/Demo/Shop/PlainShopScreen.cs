using System.Globalization;

namespace Ringback.Cli.Demo.Shop;

/// <summary>A line now and then, and the comparison at the end: for files, pipes and tests.</summary>
internal sealed class PlainShopScreen(TextWriter output) : IShopScreen
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    public void Say(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }

    public async Task ShowAsync(ShopBoard board, Task work)
    {
        while (await Task.WhenAny(work, Task.Delay(BetweenLines, TimeProvider.System)) != work)
        {
            var (polling, webhooks) = (board.Polling, board.Webhooks);
            Say(string.Create(CultureInfo.InvariantCulture,
                $"  {board.Time,4:0} s   polling: {polling.Paid,2} of {polling.Placed,2} paid, {polling.Requests.All,4} requests   webhooks: {webhooks.Paid,2} of {webhooks.Placed,2} paid, {webhooks.Requests.All,4} requests"));
        }
        await work;
    }

    public void Show(ShopReport report)
    {
        foreach (var row in ShopTable.Rows(report.Polling, report.Webhooks, report).Prepend(ShopTable.Heads))
            Say($"  {row[0],-32}{row[1],14}{row[2],12}");
    }
}
