using System.Globalization;

namespace Ringback.Server.Api.Http;

/// <summary>Times on the wire (RFC 3339), Unix milliseconds inside.</summary>
internal static class Rfc3339
{
    public const string Problem = "must be a time such as 2026-01-31T12:00:00Z";

    /// <summary>Characters that <see cref="TryFormat"/> writes.</summary>
    public const int Length = 24;

    /// <summary>
    /// Takes any number of fractional digits, <c>Z</c> or an offset, and a space for a <c>+</c> that nobody encoded in a URL.
    /// A leap second is the second before it.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second))
            return false;
        if (second == 60) second = 59;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        text = text[19..];
        if (!TakeFraction(ref text, out var ms) || !TryOffset(text, out var offset)) return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, ms, DateTimeKind.Utc).Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        unixMs = (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        return true;
    }

    /// <summary><c>2026-01-31T12:00:00.000Z</c>; false when there is no room.</summary>
    public static bool TryFormat(long unixMs, Span<char> destination, out int written) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime
            .TryFormat(destination, out written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static bool TakeFraction(ref ReadOnlySpan<char> text, out int ms)
    {
        ms = 0;
        if (text[0] is not ('.' or ',')) return true;
        var length = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (length <= 0) return false;
        for (var i = 0; i < 3; i++) ms = (ms * 10) + (i < length ? text[1 + i] - '0' : 0);
        text = text[(1 + length)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z") return true;
        if (text.Length is not (5 or 6) || text[0] is not ('+' or '-' or ' ')) return false;
        if (text.Length == 6 && text[3] != ':') return false;
        if (!Digits(text[1..3], out var hours) || !Digits(text[^2..], out var minutes) || hours > 23 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
