using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Applications;

/// <summary>What is to change of an application.</summary>
internal sealed record ApplicationPatch(
    Patch<string?> Name, Patch<string?> Uid, Patch<int?> ThrottleRate, Patch<IReadOnlyDictionary<string, string>?> Metadata)
{
    public static ApplicationPatch Read(JsonFields fields)
    {
        // 0 lifts the limit, as null does.
        var rate = ApplicationIn.ReadThrottle(fields, least: 0);
        return new ApplicationPatch(
            fields.Patch("name", fields.Text("name", TextRule.Name, Need.NotNull)),
            fields.Patch("uid", ApplicationIn.ReadUid(fields)),
            fields.Patch(ApplicationIn.ThrottleName(fields), rate == 0 ? null : rate),
            fields.Patch("metadata", ApplicationIn.ReadMetadata(fields)));
    }

    public Application Apply(Application application, long now) => application with
    {
        Name = Name.Or(application.Name)!,
        Uid = Uid.Or(application.Uid),
        ThrottleRate = ThrottleRate.Or(application.ThrottleRate),
        Metadata = Metadata.Or(application.Metadata) ?? Application.EmptyMetadata,
        UpdatedAt = now,
    };
}
