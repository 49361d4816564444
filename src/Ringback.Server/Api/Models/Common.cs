using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Rules that several inputs share.</summary>
internal static class Common
{
    public const int MostEventTypes = 1000;
    public const int DefaultGrace = 86_400;
    private const int MetadataBytes = 4096;
    private const int EndpointChannels = 10;
    private const int MostThrottle = ushort.MaxValue;
    private const int LongestGrace = 604_800;

    /// <value>Of <see cref="Metadata"/>, where it is new.</value>
    public static readonly string MetadataNote = $"Anything of yours, at most {MetadataBytes} bytes.";

    public static readonly TextRule ApplicationUid = TextRule.Uid(IdPrefix.Application, IdPrefix.Source);
    public static readonly TextRule EndpointUid = TextRule.Uid(IdPrefix.Endpoint);
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>(StringComparer.Ordinal);

    public static readonly FieldRule<IReadOnlyDictionary<string, string>> Metadata =
        Map(TextRule.NameUpTo(MetadataBytes), TextRule.Any, MetadataBytes);

    /// <summary>How many seconds a secret that is replaced stays good; a day when left out.</summary>
    public static readonly WholeRule Grace = Whole(0, LongestGrace);

    /// <summary>Messages a second.</summary>
    public static readonly WholeRule ThrottleRate = Whole(1, MostThrottle);

    /// <summary>In a PATCH 0 takes the throttle away, as null does.</summary>
    public static readonly WholeRule ThrottleRateOrNone = Whole(0, MostThrottle);

    public static readonly TextsRule EventTypes = Texts(TextRule.EventType, 1, MostEventTypes);

    /// <summary>In a PATCH an empty list is every type, as null is.</summary>
    public static readonly TextsRule EventTypesOrNone = Texts(TextRule.EventType, 0, MostEventTypes);

    public static readonly TextsRule Channels = Texts(TextRule.Channel, 1, EndpointChannels);

    public static readonly TextsRule ChannelsOrNone = Texts(TextRule.Channel, 0, EndpointChannels);

    /// <summary>Of <see cref="ThrottleRateOrNone"/>.</summary>
    public static Patch<int?> ReadPatchOfThrottle(this Field<int?> field, JsonFields fields)
    {
        var (given, rate) = field.ReadPatch(fields);
        return new Patch<int?>(given, rate is > 0 ? rate : null);
    }

    /// <summary>Of a list that may be empty, which is the same as null.</summary>
    public static Patch<IReadOnlyList<string>?> ReadPatchOfList(this Field<IReadOnlyList<string>> field, JsonFields fields)
    {
        var (given, list) = field.ReadPatch(fields);
        return new Patch<IReadOnlyList<string>?>(given, list is { Count: 0 } ? null : list);
    }
}
