using System.Globalization;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Timestamps in the one form in which a provider writes them. Where nothing stands between a timestamp and what is signed beside it,
/// a form that could be longer or shorter would let bytes go from one to the other, and the signature would fit all the same.
/// </summary>
internal static class TimestampForm
{
    /// <summary>From 2001 to 2286 a number of seconds has ten digits.</summary>
    private const int SecondsDigits = 10;

    private const int MillisecondsDigits = 13;

    // yyyy-MM-ddTHH:mm:ss, then perhaps a fraction, then Z or an offset.
    private const string Pattern = "0000-00-00T00:00:00";
    private const int MostFraction = 9;

    /// <value>As precise as .NET's time is.</value>
    private const int KeptFraction = 7;

    /// <summary>False for blanks, signs, zeros in front, and every other way of writing the same moment.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public static bool TryParse(string text, TimestampUnit unit, out long time)
    {
        time = 0;
        switch (unit)
        {
            case TimestampUnit.Seconds:
                if (!IsNumber(text, SecondsDigits)) return false;
                time = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) * 1000;
                return true;
            case TimestampUnit.Milliseconds:
                return IsNumber(text, MillisecondsDigits) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time);
            default:
                return TryParseRfc3339(text, out time);
        }
    }

    private static bool IsNumber(string text, int digits) =>
        text.Length == digits && text[0] != '0' && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool TryParseRfc3339(string text, out long time)
    {
        time = 0;
        if (!Fits(text, 0, Pattern)) return false;
        var at = Pattern.Length;
        var fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            while (at + 1 + fraction < text.Length && char.IsAsciiDigit(text[at + 1 + fraction])) fraction++;
            if (fraction is 0 or > MostFraction) return false;
            at += 1 + fraction;
        }
        var zone = text.AsSpan(at);
        if (zone is not "Z" && !(zone.Length == 6 && zone[0] is '+' or '-' && Fits(text, at + 1, "00:00"))) return false;
        var kept = fraction > KeptFraction ? string.Concat(text.AsSpan(0, Pattern.Length + 1 + KeptFraction), zone) : text;
        if (!DateTimeOffset.TryParse(kept, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return false;
        time = moment.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>Digits where the pattern has them, and its other characters as they are.</summary>
    private static bool Fits(string text, int at, string pattern)
    {
        if (text.Length < at + pattern.Length) return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '0' ? !char.IsAsciiDigit(text[at + i]) : text[at + i] != pattern[i]) return false;
        }
        return true;
    }
}
