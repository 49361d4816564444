using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary>The <c>application</c> of a message: makes the application that the path names, when it isn't there yet.</summary>
internal static class InlineApplication
{
    private static readonly TextRule Uid = TextRule.Uid(IdPrefix.Application);

    /// <param name="name">What the path says: it becomes the uid.</param>
    /// <param name="json">As it came; empty when there is none, which is a 404.</param>
    public static async ValueTask<Input<Application>> MakeAsync(RingbackNode node, ApiContext context, string name, ReadOnlyMemory<byte> json)
    {
        // An id that isn't there can't be given to a new one.
        if (json.IsEmpty || Uid.Problem(name) is not null) return new(ApiError.NotFound);
        var input = JsonFields.Read(json, fields => new ApplicationDraft(
            fields.Text("name", TextRule.Name, Need.Required)!,
            fields.Text("uid", Uid),
            (int?)fields.Whole(fields.Pick("throttleRate", "rateLimit"), 1, ushort.MaxValue),
            fields.Map("metadata", TextRule.Any, TextRule.Any, 4096)), false, "body", "application");
        if (input.Failed(out var error)) return new(error);
        if (input.Value.Uid is { } uid && uid != name)
            return new(ApiError.Invalid("must be the uid in the path", "body", "application", "uid"));

        Application? application = null;
        await node.CatalogStore.ChangeAsync(null, draft =>
        {
            var organisation = draft.Organisation(context.Credential.OrgId);
            // Another message may have made it since.
            application = draft.Catalog.FindApplication(organisation, name);
            if (application is not null) return null;
            var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            application = new Application
            {
                Id = draft.NextId<Application>(),
                Ksuid = node.Ids.Next(),
                Organisation = organisation,
                Uid = name,
                Name = input.Value.Name,
                ThrottleRate = input.Value.ThrottleRate,
                Metadata = input.Value.Metadata ?? Application.EmptyMetadata,
                CreatedAt = now,
                UpdatedAt = now,
            };
            draft.Put(application);
            return application.PublicId;
        });
        return new(application!, json);
    }

    private sealed record ApplicationDraft(string Name, string? Uid, int? ThrottleRate, IReadOnlyDictionary<string, string>? Metadata);
}
