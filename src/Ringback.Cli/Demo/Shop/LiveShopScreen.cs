using Spectre.Console;

namespace Ringback.Cli.Demo.Shop;

/// <summary>The comparison, redrawn as it grows.</summary>
internal sealed class LiveShopScreen(IAnsiConsole console) : IShopScreen
{
    private static readonly TimeSpan LongestFrame = TimeSpan.FromMilliseconds(200);

    // Not WriteLine: it would break a token or a command that is longer than the terminal is wide.
    public void Say(string text) => console.Profile.Out.Writer.WriteLine(text);

    public async Task ShowAsync(ShopBoard board, Task work)
    {
        await console.Live(Table(board)).AutoClear(true).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(Table(board));
                await Task.WhenAny(work, Task.Delay(LongestFrame, TimeProvider.System));
            }
        });
        await work;
    }

    public void Show(ShopReport report) => console.Write(Table("", ShopTable.Rows(report.Polling, report.Webhooks, report)));

    private static Table Table(ShopBoard board) => Table($"{board.Time:0} s", ShopTable.Rows(board.Polling, board.Webhooks, null));

    private static Table Table(string time, IEnumerable<string[]> rows)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey)
            .AddColumn(time, column => column.Width(32))
            .AddColumn(ShopTable.Heads[1], column => column.Width(14).RightAligned())
            .AddColumn(ShopTable.Heads[2], column => column.Width(14).RightAligned());
        foreach (var row in rows) table.AddRow(row[0].StartsWith(' ') ? $"[grey]{row[0]}[/]" : row[0], row[1], $"[green]{row[2]}[/]");
        return table;
    }
}
