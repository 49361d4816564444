using Ringback.Core.Ids;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Fields that several inputs share.</summary>
internal static class Common
{
    public const int MetadataBytes = 4096;
    public const int EndpointChannels = 10;
    public const int MostEventTypes = 1000;
    private const int MostThrottle = ushort.MaxValue;
    private const int LongestGrace = 604_800;
    private const int DefaultGrace = 86_400;

    public static readonly TextRule ApplicationUid = TextRule.Uid(IdPrefix.Application, IdPrefix.Source);
    public static readonly TextRule EndpointUid = TextRule.Uid(IdPrefix.Endpoint);
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string>? Metadata(JsonFields fields, Need need = Need.Optional) =>
        fields.Map("metadata", TextRule.NameUpTo(MetadataBytes), TextRule.Any, MetadataBytes, need);

    /// <summary>How long a secret that is replaced stays good; a day when left out.</summary>
    public static TimeSpan Grace(JsonFields fields) => TimeSpan.FromSeconds(fields.Whole("gracePeriodSeconds", 0, LongestGrace) ?? DefaultGrace);

    /// <summary>In either spelling, messages a second.</summary>
    public static int? ThrottleRate(JsonFields fields, int least) =>
        (int?)fields.Whole(fields.Pick("throttleRate", "rateLimit"), least, MostThrottle);

    /// <summary>In a PATCH 0 takes the throttle away, as null does.</summary>
    public static Patch<int?> ThrottleRatePatch(JsonFields fields) =>
        fields.Patch<int?>(fields.Pick("throttleRate", "rateLimit"), ThrottleRate(fields, least: 0) is > 0 and var rate ? rate : null);

    /// <summary>In either spelling; null is every type.</summary>
    public static IReadOnlyList<string>? EventTypes(JsonFields fields, int least) =>
        fields.Texts(fields.Pick("eventTypes", "filterTypes"), TextRule.EventType, least, MostEventTypes);

    /// <summary>In a PATCH an empty list is every type, as null is.</summary>
    public static Patch<IReadOnlyList<string>?> EventTypesPatch(JsonFields fields) =>
        fields.Patch(fields.Pick("eventTypes", "filterTypes"), NullIfEmpty(EventTypes(fields, least: 0)));

    public static IReadOnlyList<string>? Channels(JsonFields fields, int least, int most = EndpointChannels) =>
        fields.Texts("channels", TextRule.Channel, least, most);

    public static Patch<IReadOnlyList<string>?> ChannelsPatch(JsonFields fields) =>
        fields.Patch("channels", NullIfEmpty(Channels(fields, least: 0)));

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string>? list) => list is { Count: 0 } ? null : list;
}
