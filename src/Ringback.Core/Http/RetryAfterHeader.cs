using System.Globalization;
using System.Net.Http.Headers;

namespace Ringback.Core.Http;

/// <summary><c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or an HTTP date.</summary>
internal static class RetryAfterHeader
{
    /// <summary>The longest of the header's lines, since each of them asks for that much patience; null when none can be read.</summary>
    public static TimeSpan? LongestOf(HeaderStringValues lines, TimeProvider clock)
    {
        TimeSpan? longest = null;
        foreach (var line in lines)
        {
            if (Parse(line, clock) is { } wait && (longest is null || wait > longest))
                longest = wait;
        }

        return longest;
    }

    /// <summary>How long from now; zero for a date that has passed; null for what is neither.</summary>
    public static TimeSpan? Parse(string? value, TimeProvider clock)
    {
        var text = value.AsSpan().Trim();
        if (text.IsEmpty) return null;
        if (text.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            // More digits than fit mean a very long time, not nothing.
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.FromSeconds(int.MaxValue);
        }
        if (!RetryConditionHeaderValue.TryParse(value, out var parsed) || parsed.Date is not { } date) return null;
        var wait = date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
