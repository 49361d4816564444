using System.Globalization;
using Ringback.Cli.Receiving;
using Ringback.Verification.Signing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ringback.Cli.Demo;

/// <summary>A table that is redrawn as things happen.</summary>
internal sealed class LiveScreen(IAnsiConsole console) : IDemoScreen
{
    // Fixed, so that a redrawn table covers the one before; 80 columns in all.
    private const int MessageWidth = 16;
    private const int ReceiverWidth = 26;

    private static readonly TimeSpan LongestFrame = TimeSpan.FromMilliseconds(120);

    private readonly Lock _lock = new();
    private int _frame;
    private bool _showing;

    public void Say(string text)
    {
        // Not WriteLine: it would break a token or a command that is longer than the terminal is wide.
        lock (_lock) console.Profile.Out.Writer.WriteLine(text);
    }

    public async Task ShowAsync(DemoBoard board, Task work)
    {
        _showing = true;
        await console.Live(Table(board)).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(Table(board));
                await Task.WhenAny(work, Task.Delay(LongestFrame, TimeProvider.System));
            }
            live.UpdateTarget(Table(board));
        });
        _showing = false;
        await work;
    }

    public void Arrived(DemoReceiver receiver, Arrival arrival)
    {
        if (_showing) return;
        Say($"  {receiver.Name,-7}  {arrival.MessageId}  {arrival.Line}");
    }

    private Table Table(DemoBoard board)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey).AddColumn("message", column => column.Width(MessageWidth));
        foreach (var receiver in board.Receivers)
            table.AddColumn($"{receiver.Name} [grey]({receiver.About})[/]", column => column.Width(ReceiverWidth));
        foreach (var message in board.Messages)
        {
            IEnumerable<IRenderable> cells = board.Receivers.Select(receiver => new Markup(Cell(board, message, receiver)));
            table.AddRow([new Text(message.Name), .. cells]);
        }
        _frame++;
        return table;
    }

    private string Cell(DemoBoard board, DemoMessage message, DemoReceiver receiver)
    {
        if (!receiver.Takes(message)) return "[grey]not subscribed[/]";
        var arrivals = board.Arrivals(message, receiver);
        var parts = arrivals.Select(a => a.Succeeded
            ? $"[green]{Good} {a.Status}[/]"
            : string.Create(CultureInfo.InvariantCulture, $"[red]{Bad} {a.Status}[/]")).ToList();
        if (arrivals is [.., { Succeeded: true } last]) parts.Add(last.Signature == SignatureCheck.Valid ? "[grey]verified[/]" : "[red]not verified[/]");
        else parts.Add($"[yellow]{Spinner.Frames[_frame % Spinner.Frames.Count]}[/]");
        return string.Join(' ', parts);
    }

    private Spinner Spinner => console.Profile.Capabilities.Unicode ? Spinner.Known.Dots : Spinner.Known.Line;

    private string Good => console.Profile.Capabilities.Unicode ? "✓" : "ok";

    private string Bad => console.Profile.Capabilities.Unicode ? "✗" : "failed";
}
