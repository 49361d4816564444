using System.Diagnostics.CodeAnalysis;
using Cronos;
using Ringback.Verification.Schedules;

namespace Ringback.Core.Cron;

/// <summary>
/// When a source fires by itself: <c>minute hour day month weekday</c>, with seconds before them if there are six fields, or
/// <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c> (crontab(5)); with <c>L</c>, <c>W</c> and <c>#</c> as
/// Cronos has them (https://github.com/HangfireIO/Cronos). Local time that a clock change skips fires when the clock has moved on; local
/// time that comes twice fires once, except where the expression is an interval, which goes on through both.
/// </summary>
/// <remarks>
/// A day fits when either its date or its weekday does, if both are restricted, as in cron. Cronos wants both, so such an expression is
/// two of its expressions here.
/// </remarks>
internal sealed class CronSchedule : ISchedule
{
    private const int LongestText = 256;

    /// <summary>Cronos looks no further than the year 2499.</summary>
    private static readonly DateTimeOffset CalendarEnd = new(2499, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Macros = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];

    private readonly CronExpression[] _expressions;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression[] expressions, TimeZoneInfo zone) => (_expressions, _zone) = (expressions, zone);

    /// <param name="text">The expression.</param>
    /// <param name="zone">Whose local time its fields are.</param>
    /// <param name="schedule">Null when the text is not a schedule.</param>
    /// <param name="error">What is wrong and what would be right.</param>
    public static bool TryParse(string text, TimeZoneInfo zone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        if (!TryExpressions(text.Trim(), out var expressions, out error)) return false;
        var parsed = new CronSchedule(expressions, zone);
        if (parsed.Next(DateTimeOffset.UnixEpoch) is null)
        {
            error = "never comes: no month in it has such a day";
            return false;
        }

        schedule = parsed;
        return true;
    }

    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after >= CalendarEnd) return null;
        if (after < DateTimeOffset.UnixEpoch) after = DateTimeOffset.UnixEpoch;
        DateTimeOffset? next = null;
        foreach (var expression in _expressions)
        {
            if (expression.GetNextOccurrence(after, _zone) is { } at && !(next <= at)) next = at;
        }

        return next?.ToUniversalTime();
    }

    private static bool TryExpressions(string text, [NotNullWhen(true)] out CronExpression[]? expressions, [NotNullWhen(false)] out string? error)
    {
        (expressions, error) = (null, null);
        if (text.StartsWith('@'))
        {
            if (!Macros.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                error = "must be one of " + string.Join(", ", Macros) + ", or five fields";
                return false;
            }

            expressions = [CronExpression.Parse(text)];
            return true;
        }

        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6) || text.Length > LongestText)
        {
            error = "must have five fields (minute hour day month weekday), such as */15 * * * *, or six with seconds before them";
            return false;
        }

        var format = fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        var (day, weekday) = (fields[^3], fields[^1]);
        string[] wanted = IsAny(day) || IsAny(weekday)
            ? [text]
            : [string.Join(' ', [.. fields[..^1], "*"]), string.Join(' ', [.. fields[..^3], "*", fields[^2], weekday])];
        try
        {
            expressions = [.. wanted.Select(one => CronExpression.Parse(one, format))];
            return true;
        }
        catch (CronFormatException exception)
        {
            error = $"is not a schedule: {exception.Message}";
            return false;
        }
        catch (MissingSeedException)
        {
            error = "is not a schedule: H, for a time that the server chooses, is not supported; write a number";
            return false;
        }
    }

    private static bool IsAny(string field) => field[0] is '*' or '?';
}
