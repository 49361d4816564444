using System.Diagnostics.CodeAnalysis;

namespace Ringback.Core.Receive.Cron;

/// <summary>
/// When a source fires by itself, in UTC: <c>minute hour day month weekday</c>, with seconds before them if there are six
/// fields, or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c> (crontab(5)).
/// </summary>
/// <remarks>As in cron, a day fits when either its date or its weekday does, if both are restricted.</remarks>
internal sealed class CronSchedule
{
    /// <summary>No schedule that ever fires rests longer: 29 February, over a century's turn.</summary>
    private const int LongestRestYears = 8;

    private static readonly CronFieldKind Second = new("second", 0, 59);

    private static readonly CronFieldKind[] Kinds =
    [
        new("minute", 0, 59),
        new("hour", 0, 23),
        new("day of the month", 1, 31) { TakesQuestionMark = true },
        new("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
        new("day of the week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT") { HasSunday7 = true, TakesQuestionMark = true },
    ];

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly CronField _second;
    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _day;
    private readonly CronField _month;
    private readonly CronField _weekday;

    private CronSchedule(CronField second, CronField[] fields) =>
        (_second, _minute, _hour, _day, _month, _weekday) = (second, fields[0], fields[1], fields[2], fields[3], fields[4]);

    /// <param name="error">What is wrong and what would be right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        text = text.Trim();
        if (text.StartsWith('@') && !Names.TryGetValue(text, out text!))
        {
            error = "must be one of " + string.Join(", ", Names.Keys) + ", or five fields";
            return false;
        }
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6))
        {
            error = "must have five fields (minute hour day month weekday), such as */15 * * * *, or six with seconds before them";
            return false;
        }
        var second = CronField.Zero;
        if (parts.Length == 6 && !CronField.TryParse(parts[0], Second, out second, out error)) return false;
        var fields = new CronField[Kinds.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (!CronField.TryParse(parts[^(fields.Length - i)], Kinds[i], out fields[i], out error)) return false;
        }
        schedule = new CronSchedule(second, fields);
        // In a span that has every date that there is.
        error = schedule.Next(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)) is null ? "never comes: no month in it has such a day" : null;
        if (error is not null) schedule = null;
        return schedule is not null;
    }

    /// <summary>The first time after this one, to the second; null when the calendar ends first.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var start = after.UtcDateTime;
        if (start.Year > 9999 - LongestRestYears - 1) return null;
        var end = start.AddYears(LongestRestYears + 1);
        var at = new DateTime(start.Year, start.Month, start.Day, start.Hour, start.Minute, start.Second, DateTimeKind.Utc).AddSeconds(1);
        while (at < end)
        {
            if (!_month.Has(at.Month)) at = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            else if (!HasDay(at)) at = at.Date.AddDays(1);
            else if (!_hour.Has(at.Hour)) at = at.Date.AddHours(at.Hour + 1);
            else if (!_minute.Has(at.Minute)) at = at.AddSeconds(60 - at.Second);
            else if (!_second.Has(at.Second)) at = at.AddSeconds(1);
            else return new DateTimeOffset(at);
        }
        return null;
    }

    private bool HasDay(DateTime at)
    {
        var (date, weekday) = (_day.Has(at.Day), _weekday.Has((int)at.DayOfWeek));
        return _day.IsAny || _weekday.IsAny ? date && weekday : date || weekday;
    }
}
