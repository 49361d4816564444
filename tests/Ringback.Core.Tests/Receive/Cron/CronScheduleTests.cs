using System.Globalization;
using Ringback.Core.Receive.Cron;

namespace Ringback.Core.Tests.Receive.Cron;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *", "2026-01-31 12:00:30", "2026-01-31 12:01:00")]
    [InlineData("* * * * *", "2026-01-31 12:00:00", "2026-01-31 12:01:00")]
    [InlineData("*/15 * * * *", "2026-01-31 12:45:00", "2026-01-31 13:00:00")]
    [InlineData("5/20 * * * *", "2026-01-31 12:00:00", "2026-01-31 12:05:00")]
    [InlineData("5/20 * * * *", "2026-01-31 12:25:00", "2026-01-31 12:45:00")]
    [InlineData("0 9-17 * * MON-FRI", "2026-01-30 17:00:00", "2026-02-02 09:00:00")]
    [InlineData("0 9-17/4 * * *", "2026-01-30 09:00:00", "2026-01-30 13:00:00")]
    [InlineData("30 2 1 * *", "2026-12-31 23:59:59", "2027-01-01 02:30:00")]
    [InlineData("0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 0 29 feb *", "2096-03-01 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00")]
    // Date or weekday, when both are restricted; both, when one is not.
    [InlineData("0 0 13 * 5", "2026-01-01 00:00:00", "2026-01-02 00:00:00")]
    [InlineData("0 0 13 * 5", "2026-01-09 00:00:00", "2026-01-13 00:00:00")]
    [InlineData("0 0 */2 * 5", "2026-01-01 00:00:00", "2026-01-09 00:00:00")]
    [InlineData("0 0 ? * 7", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * 0", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * 5-7", "2026-01-03 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("1,2,50-52 * * * *", "2026-01-01 00:02:00", "2026-01-01 00:50:00")]
    [InlineData("*/10 * * * * *", "2026-01-01 00:00:55.5", "2026-01-01 00:01:00")]
    [InlineData("30 0 0 * * *", "2026-01-01 00:00:30", "2026-01-02 00:00:30")]
    [InlineData(" @hourly ", "2026-01-01 00:00:00", "2026-01-01 01:00:00")]
    [InlineData("@Daily", "2026-01-01 00:00:00", "2026-01-02 00:00:00")]
    [InlineData("@weekly", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("@monthly", "2026-01-01 00:00:00", "2026-02-01 00:00:00")]
    [InlineData("@yearly", "2026-01-01 00:00:00", "2027-01-01 00:00:00")]
    public void The_next_time_is_found(string text, string after, string next)
    {
        CronSchedule.TryParse(text, out var schedule, out var error).ShouldBeTrue(error);
        schedule!.Next(Time(after)).ShouldBe(Time(next));
    }

    [Theory]
    [InlineData("", "five fields")]
    [InlineData("* * * *", "five fields")]
    [InlineData("* * * * * * *", "five fields")]
    [InlineData("@often", "@hourly")]
    [InlineData("60 * * * *", "\"60\" is no minute")]
    [InlineData("* 24 * * *", "\"24\" is no hour")]
    [InlineData("* * 0 * *", "\"0\" is no day of the month")]
    [InlineData("* * * 13 *", "\"13\" is no month")]
    [InlineData("* * * * 8", "\"8\" is no day of the week")]
    [InlineData("* * * MON *", "\"MON\" is no month")]
    [InlineData("? * * * *", "\"?\" is no minute")]
    [InlineData("-1 * * * *", "is no minute")]
    [InlineData("1- * * * *", "is no minute")]
    [InlineData("1-2-3 * * * *", "is no minute")]
    [InlineData("30-10 * * * *", "goes backwards")]
    [InlineData("*/0 * * * *", "is no minute")]
    [InlineData("*/99999999999 * * * *", "is no minute")]
    [InlineData("1/2/3 * * * *", "is no minute")]
    [InlineData(", * * * *", "is no minute")]
    [InlineData("1,,2 * * * *", "is no minute")]
    [InlineData("+1 * * * *", "is no minute")]
    [InlineData("٣ * * * *", "is no minute")]
    [InlineData("0 0 30 2 *", "never comes")]
    [InlineData("0 0 31 4,6 *", "never comes")]
    public void What_is_no_schedule_is_refused_in_words(string text, string words)
    {
        CronSchedule.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public void At_the_end_of_the_calendar_it_rests()
    {
        CronSchedule.TryParse("* * * * *", out var schedule, out _).ShouldBeTrue();
        schedule!.Next(DateTimeOffset.MaxValue).ShouldBeNull();
        schedule.Next(DateTimeOffset.MinValue).ShouldNotBeNull();
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
