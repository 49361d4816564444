namespace Ringback.Verification.Schedules;

/// <summary>What a source of type <c>cron</c> fires, and when.</summary>
/// <param name="Schedule">When it fires.</param>
/// <param name="Payload">The body of the event.</param>
/// <param name="ContentType">Of the payload.</param>
internal sealed record ScheduledEvent(ISchedule Schedule, string Payload, string ContentType);
