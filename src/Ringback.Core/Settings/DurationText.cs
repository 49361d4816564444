using System.Globalization;

namespace Ringback.Core.Settings;

internal static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(string text, out TimeSpan value, out string error)
    {
        value = default;
        error = $"\"{text}\" is not a duration";
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > 9) return false;
        foreach (var (unit, ticks) in Units)
        {
            if (!trimmed[digits..].SequenceEqual(unit)) continue;
            var count = long.Parse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            if (count > TimeSpan.MaxValue.Ticks / ticks) return false;
            value = TimeSpan.FromTicks(count * ticks);
            error = "";
            return true;
        }
        return false;
    }

    public static string Format(TimeSpan value)
    {
        foreach (var (unit, ticks) in Units)
        {
            if (value.Ticks >= ticks && value.Ticks % ticks == 0)
                return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
        }
        return "0s";
    }
}
