using System.Globalization;
using Ringback.Core.Cron;

namespace Ringback.Core.Tests.Cron;

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
    // The last day, the nearest working day, the n-th weekday.
    [InlineData("0 0 L * *", "2026-02-01 00:00:00", "2026-02-28 00:00:00")]
    [InlineData("0 0 L-2 * *", "2026-01-01 00:00:00", "2026-01-29 00:00:00")]
    [InlineData("0 0 LW * *", "2026-01-01 00:00:00", "2026-01-30 00:00:00")]
    [InlineData("0 0 15W * *", "2026-02-01 00:00:00", "2026-02-16 00:00:00")]
    [InlineData("0 0 * * MON#1", "2026-01-06 00:00:00", "2026-02-02 00:00:00")]
    [InlineData("0 0 * * 5L", "2026-01-01 00:00:00", "2026-01-30 00:00:00")]
    [InlineData("0 0 L * MON#1", "2026-01-05 00:00:00", "2026-01-31 00:00:00")]
    // A range may go over the end.
    [InlineData("0 22-1 * * *", "2026-01-01 00:30:00", "2026-01-01 01:00:00")]
    public void The_next_time_is_found(string text, string after, string next)
    {
        CronSchedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out var error).ShouldBeTrue(error);
        schedule!.Next(Time(after)).ShouldBe(Time(next));
    }

    [Theory]
    [InlineData("", "five fields")]
    [InlineData("* * * *", "five fields")]
    [InlineData("* * * * * * *", "five fields")]
    [InlineData("@often", "@hourly")]
    [InlineData("60 * * * *", "is not a schedule")]
    [InlineData("* 24 * * *", "is not a schedule")]
    [InlineData("* * 0 * *", "is not a schedule")]
    [InlineData("* * * 13 *", "is not a schedule")]
    [InlineData("* * * * 8", "is not a schedule")]
    [InlineData("* * * MON *", "is not a schedule")]
    [InlineData("H * * * *", "is not a schedule")]
    [InlineData("-1 * * * *", "is not a schedule")]
    [InlineData("1- * * * *", "is not a schedule")]
    [InlineData("1-2-3 * * * *", "is not a schedule")]
    [InlineData("*/0 * * * *", "is not a schedule")]
    [InlineData("*/99999999999 * * * *", "is not a schedule")]
    [InlineData("1/2/3 * * * *", "is not a schedule")]
    [InlineData(", * * * *", "is not a schedule")]
    [InlineData("1,,2 * * * *", "is not a schedule")]
    [InlineData("+1 * * * *", "is not a schedule")]
    [InlineData("٣ * * * *", "is not a schedule")]
    [InlineData("0 0 30 2 *", "never comes")]
    [InlineData("0 0 31 4,6 *", "never comes")]
    public void What_is_no_schedule_is_refused_in_words(string text, string words)
    {
        CronSchedule.TryParse(text, TimeZoneInfo.Utc, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain(words);
    }

    [Theory]
    // Europe/Zurich: at 02:00 of 29 March it is 03:00; at 03:00 of 25 October it is 02:00.
    [InlineData("Europe/Zurich", "0 9 * * *", "2026-01-01T00:00:00Z", "2026-01-01T08:00:00Z")]
    [InlineData("Europe/Zurich", "0 9 * * *", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z")]
    [InlineData("Europe/Zurich", "30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Zurich", "30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("Europe/Zurich", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Zurich", "30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("Europe/Zurich", "*/30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Zurich", "*/30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("Europe/Zurich", "*/30 * * * *", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("Europe/Zurich", "0 0 13 * 5", "2026-01-01T00:00:00Z", "2026-01-01T23:00:00Z")]
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    // Lord Howe moves by half an hour.
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-03T18:00:00Z", "2026-04-04T14:45:00Z")]
    [InlineData("Asia/Kathmandu", "0 0 * * *", "2026-01-01T00:00:00Z", "2026-01-01T18:15:00Z")]
    public void The_next_time_is_that_of_the_zone(string name, string text, string after, string next)
    {
        TimeZones.TryFind(name, out var zone, out var fault).ShouldBeTrue(fault);
        CronSchedule.TryParse(text, zone!, out var schedule, out var error).ShouldBeTrue(error);
        schedule!.Next(Time(after)).ShouldBe(Time(next));
        schedule.Next(Time(after))!.Value.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Zurich")]
    [InlineData("../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("Europe/../Europe/Zurich")]
    [InlineData("Europe/Zurich\0")]
    public void What_is_no_zone_is_refused_in_words(string name)
    {
        TimeZones.TryFind(name, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("Europe/Zurich");
    }

    [Fact]
    public void At_the_end_of_the_calendar_it_rests()
    {
        CronSchedule.TryParse("* * * * *", TimeZoneInfo.Utc, out var schedule, out _).ShouldBeTrue();
        schedule!.Next(DateTimeOffset.MaxValue).ShouldBeNull();
        schedule.Next(DateTimeOffset.MinValue).ShouldNotBeNull();
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
