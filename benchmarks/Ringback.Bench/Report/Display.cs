using System.Globalization;
using Spectre.Console;

namespace Ringback.Bench.Report;

/// <summary>Shows how far the run is, on standard error: a bar a measure on a terminal, a line a step elsewhere.</summary>
internal sealed class Display
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private ProgressContext? _bars;
    private ProgressTask? _bar;
    private string _measure = "", _what = "", _figure = "";
    private long _count;

    private bool Live => _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi;

    public Task ShowAsync(Func<Task> work)
    {
        if (!Live)
            return work();
        return _console.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(bars =>
            {
                _bars = bars;
                return work();
            });
    }

    public void Begin(string measure, int steps)
    {
        _measure = measure;
        (_what, _figure) = ("", "");
        _bar = _bars?.AddTask(measure, maxValue: Math.Max(1, steps));
    }

    public void Step(string what)
    {
        if (_what.Length > 0)
            _bar?.Increment(1);
        (_what, _count) = (what, 0);
        Describe();
    }

    public void Found(string figure)
    {
        _figure = $"{_what} {figure}";
        if (_bar is null)
            _console.WriteLine($"{_measure}: {_figure}");
        Describe();
    }

    /// <summary>How many requests the step under way has sent.</summary>
    public void Count(long requests)
    {
        _count = requests;
        Describe();
    }

    public void End()
    {
        if (_bar is null)
            return;
        _bar.Value = _bar.MaxValue;
        _bar.Description = Markup.Escape(_measure);
        _bar.StopTask();
    }

    private void Describe()
    {
        if (_bar is null)
            return;
        var count = _count > 0 ? string.Create(CultureInfo.InvariantCulture, $" {_count:#,0}") : "";
        _bar.Description = $"{Markup.Escape(_measure)} [grey]{Markup.Escape(_what + count)}{(_figure.Length > 0 ? Markup.Escape($" (last: {_figure})") : "")}[/]";
    }
}
