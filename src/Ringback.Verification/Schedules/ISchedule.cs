namespace Ringback.Verification.Schedules;

/// <summary>When something fires by itself.</summary>
internal interface ISchedule
{
    /// <summary>The first time after this one, in UTC and to the second; null when there is none.</summary>
    DateTimeOffset? Next(DateTimeOffset after);
}
