using Microsoft.Extensions.Logging;

namespace Ringback.Testing;

/// <summary>
/// Writes the log of a program under test to the output of that test, so that it is printed only when the test fails.
/// </summary>
/// <param name="write">Takes one line: the <c>WriteLine</c> of the test's output helper. Null where no test runs, for example in a fixture.</param>
internal sealed class TestLog(Action<string>? write) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string line)
    {
        try
        {
            write?.Invoke(line);
        }
        catch (InvalidOperationException)
        {
            // The test has ended, and its output with it; the program ends a moment later.
        }
    }

    private sealed class Category(TestLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write($"{logLevel} {name}: {formatter(state, exception)} {exception}".TrimEnd());
    }
}
