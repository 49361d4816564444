using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Ringback.Testing;

/// <summary>
/// Looks again and again until a condition holds. A test that gives up says what it saw last, how long it looked and how often.
/// Wait only for what stays once it is true: a count that can be passed is never seen by a test that looks too late.
/// </summary>
internal static class Wait
{
    /// <summary>How long a test waits before it gives up. It is long because a loaded machine may be slow; a passing test never waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int LongestShown = 4000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="seen">Describes what the test sees when it gives up.</param>
    /// <exception cref="TimeoutException">The condition didn't hold in time.</exception>
    public static Task UntilAsync(
        Func<bool> condition, Func<object?>? seen = null, TimeSpan? patience = null, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        LookAsync(() => Task.FromResult(condition()), static holds => holds, holds => seen is null ? holds : seen(), patience, expression);

    /// <inheritdoc cref="UntilAsync(Func{bool}, Func{object?}?, TimeSpan?, string)"/>
    public static Task UntilAsync(
        Func<Task<bool>> condition, Func<object?>? seen = null, TimeSpan? patience = null, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        LookAsync(condition, static holds => holds, holds => seen is null ? holds : seen(), patience, expression);

    /// <summary>Reads a value until it is as the test wants it.</summary>
    /// <returns>The value that was wanted.</returns>
    /// <exception cref="TimeoutException">The value wasn't so in time; the message shows the last one.</exception>
    public static Task<T> ForAsync<T>(
        Func<T> read, Func<T, bool> wanted, TimeSpan? patience = null,
        [CallerArgumentExpression(nameof(read))] string what = "", [CallerArgumentExpression(nameof(wanted))] string expression = "") =>
        LookAsync(() => Task.FromResult(read()), wanted, static value => value, patience, $"{what}: {expression}");

    /// <inheritdoc cref="ForAsync{T}(Func{T}, Func{T, bool}, TimeSpan?, string, string)"/>
    public static Task<T> ForAsync<T>(
        Func<Task<T>> read, Func<T, bool> wanted, TimeSpan? patience = null,
        [CallerArgumentExpression(nameof(read))] string what = "", [CallerArgumentExpression(nameof(wanted))] string expression = "") =>
        LookAsync(read, wanted, static value => value, patience, $"{what}: {expression}");

    /// <summary>Waits for something that is announced, as long as for everything else.</summary>
    /// <exception cref="TimeoutException">It didn't come in time.</exception>
    public static async Task<T> ForAsync<T>(Task<T> announced, [CallerArgumentExpression(nameof(announced))] string expression = "")
    {
        await ForAsync((Task)announced, expression);
        return await announced;
    }

    /// <inheritdoc cref="ForAsync{T}(Task{T}, string)"/>
    public static async Task ForAsync(Task announced, [CallerArgumentExpression(nameof(announced))] string expression = "")
    {
        try
        {
            await announced.WaitAsync(Patience);
        }
        catch (TimeoutException late) when (!announced.IsCompleted)
        {
            throw new TimeoutException($"Waited {Seconds(Patience)} s for {expression}; it is {announced.Status}.", late);
        }
    }

    private static async Task<T> LookAsync<T>(Func<Task<T>> look, Func<T, bool> enough, Func<T, object?> seen, TimeSpan? patience, string expression)
    {
        var watch = Stopwatch.StartNew();
        for (var looks = 1; ; looks++)
        {
            var value = await look();
            if (enough(value)) return value;
            if (watch.Elapsed > (patience ?? Patience))
                throw new TimeoutException($"Waited {Seconds(watch.Elapsed)} s and looked {looks} times for {expression}\nIt saw last: {Show(seen(value))}");
            // The first looks follow each other at once: most of what a test waits for is a matter of microseconds.
            if (looks < 20) await Task.Yield();
            else await Task.Delay(Pause);
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Show(object? value)
    {
        var text = value switch
        {
            string written => written,
            JsonNode node => node.ToJsonString(),
            IEnumerable<JsonNode?> nodes => string.Join(", ", nodes.Select(static node => node?.ToJsonString() ?? "null")),
            System.Collections.IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Show))}]",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
        };
        return text.Length <= LongestShown ? text : text[..LongestShown] + $"… ({text.Length} characters)";
    }
}
