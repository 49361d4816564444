using System.Net.Http.Headers;
using Ringback.Verification.Schedules;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Cron;

/// <summary>How a source of type <c>cron</c> is made of its configuration.</summary>
internal static class CronSource
{
    /// <returns>Null when the configuration has errors, which the reader holds.</returns>
    public static SourceProfile? Build(ConfigReader config)
    {
        CronSchedule? schedule = null;
        if (!TimeZones.TryFind(config.OptionalText("timeZone"), out var zone, out var fault)) config.Add("timeZone", fault);
        if (config.Text("schedule") is { } text && !CronSchedule.TryParse(text, zone ?? TimeZoneInfo.Utc, out schedule, out var error))
            config.Add("schedule", error);
        var payload = config.Text("payload");
        var contentType = config.OptionalText("contentType");
        if (contentType is not null && !MediaTypeHeaderValue.TryParse(contentType, out _))
            config.Add("contentType", "must be a media type, such as application/json");
        return config.Failed ? null : new SourceProfile(SourceTypes.Cron, NotReceivingVerifier.Instance, EventShape.Opaque)
        {
            Scheduled = new ScheduledEvent(schedule!, payload!, contentType ?? "application/json"),
        };
    }
}
