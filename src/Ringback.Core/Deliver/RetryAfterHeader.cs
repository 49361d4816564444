using System.Globalization;
using System.Net.Http.Headers;

namespace Ringback.Core.Deliver;

/// <summary><c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or an HTTP date.</summary>
internal static class RetryAfterHeader
{
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
