using System.Globalization;
using Ringback.Core.Cron;

namespace Ringback.Core.Tests.Cron;

public sealed class OccurrencesTests
{
    [Theory]
    [InlineData("0 * * * *", "2026-01-01T00:30:00Z", "2026-01-01T00:59:59Z", null)]
    [InlineData("0 * * * *", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z", "2026-01-01T01:00:00Z")]
    [InlineData("0 * * * *", "2026-01-01T01:00:00Z", "2026-01-01T01:30:00Z", null)]
    [InlineData("0 * * * *", "2026-01-01T00:30:00Z", "2026-03-01T12:34:56Z", "2026-03-01T12:00:00Z")]
    [InlineData("* * * * * *", "2020-01-01T00:00:00Z", "2026-03-01T12:34:56.7Z", "2026-03-01T12:34:56Z")]
    [InlineData("* * * 31 1 *", "2020-01-01T00:00:00Z", "2026-03-01T12:00:00Z", "2026-01-31T23:59:59Z")]
    [InlineData("0 0 29 2 *", "2020-01-01T00:00:00Z", "2027-12-31T00:00:00Z", "2024-02-29T00:00:00Z")]
    public void Of_what_was_missed_the_last_is_due(string schedule, string after, string now, string? due)
    {
        CronSchedule.TryParse(schedule, TimeZoneInfo.Utc, out var parsed, out _).ShouldBeTrue();
        Occurrences.LastDue(parsed!, Time(after), Time(now)).ShouldBe(due is null ? null : Time(due));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
