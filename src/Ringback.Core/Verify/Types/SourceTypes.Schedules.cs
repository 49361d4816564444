using System.Net.Http.Headers;
using Ringback.Core.Cron;

namespace Ringback.Core.Verify.Types;

internal sealed partial class SourceTypes
{
    static partial void AddSchedules(Dictionary<string, Builder> builders) => builders.Add(Cron, OfCron);

    private static SourceProfile? OfCron(string type, ConfigReader config, IKeyHost keys)
    {
        CronSchedule? schedule = null;
        if (!TimeZones.TryFind(config.OptionalText("timeZone"), out var zone, out var fault)) config.Add("timeZone", fault);
        if (config.Text("schedule") is { } text && !CronSchedule.TryParse(text, zone ?? TimeZoneInfo.Utc, out schedule, out var error))
            config.Add("schedule", error);
        var payload = config.Text("payload");
        var contentType = config.OptionalText("contentType");
        if (contentType is not null && !MediaTypeHeaderValue.TryParse(contentType, out _))
            config.Add("contentType", "must be a media type, such as application/json");
        return config.Failed ? null : new SourceProfile(type, NotReceivingVerifier.Instance, EventShape.Opaque)
        {
            Scheduled = new ScheduledEvent(schedule!, payload!, contentType ?? "application/json"),
        };
    }
}
