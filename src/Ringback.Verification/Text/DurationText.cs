using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ringback.Verification.Text;

/// <summary>Durations as settings write them: a whole number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class DurationText
{
    private const long LongestMs = 3650L * 24 * 60 * 60 * 1000;

    // The longest unit first, for writing.
    private static readonly (string Unit, long Ms)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Zero is a duration; whoever needs more says so.</summary>
    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(string? text, out TimeSpan duration, [NotNullWhen(false)] out string? error)
    {
        duration = default;
        error = $"'{text}' isn't a duration; write a whole number and ms, s, m, h or d, up to 3650d: 250ms, 15s, 5m, 2h, 5d";
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0) return false;
        foreach (var (unit, ms) in Units)
        {
            if (!trimmed[digits..].SequenceEqual(unit)) continue;
            if (!long.TryParse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > LongestMs / ms) return false;
            duration = TimeSpan.FromMilliseconds(number * ms);
            error = null;
            return true;
        }
        return false;
    }

    /// <summary>In the longest unit that divides it: <c>90m</c>, not <c>1.5h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var total = (long)duration.TotalMilliseconds;
        if (total == 0) return "0s";
        var (unit, ms) = Units.First(candidate => total % candidate.Ms == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{total / ms}{unit}");
    }
}
