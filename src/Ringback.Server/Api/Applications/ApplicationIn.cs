using Ringback.Core.Ids;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Applications;

/// <summary>An application as a caller gives it.</summary>
internal sealed record ApplicationIn(string Name, string? Uid, int? ThrottleRate, IReadOnlyDictionary<string, string>? Metadata)
{
    public static ApplicationIn Read(JsonFields fields) => new(
        fields.Text("name", TextRule.Name, Need.Required)!, ReadUid(fields), ReadThrottle(fields, least: 1), ReadMetadata(fields));

    internal static string? ReadUid(JsonFields fields)
    {
        var uid = fields.Text("uid", TextRule.Uid(IdPrefix.Application));
        if (uid?.StartsWith(IdPrefix.Source, StringComparison.Ordinal) == true)
            fields.Add("uid", $"may not begin with {IdPrefix.Source}, as ids do");
        return uid;
    }

    /// <summary>Messages a second, under its name in either generation of the SDKs.</summary>
    internal static int? ReadThrottle(JsonFields fields, int least) => (int?)fields.Whole(ThrottleName(fields), least, ushort.MaxValue);

    internal static string ThrottleName(JsonFields fields) => fields.Pick("throttleRate", "rateLimit");

    internal static IReadOnlyDictionary<string, string>? ReadMetadata(JsonFields fields) =>
        fields.Map("metadata", TextRule.Any, TextRule.Any, MostMetadata);

    private const int MostMetadata = 4096;
}
