using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary>The <c>application</c> of a message: makes the application that the path names, when it isn't there yet.</summary>
internal static class InlineApplication
{
    private static readonly TextRule Uid = TextRule.Uid(IdPrefix.Application);

    /// <param name="node">Keeps it.</param>
    /// <param name="organisation">Whose: <c>org_…</c>.</param>
    /// <param name="name">What the path says: it becomes the uid.</param>
    /// <param name="input">What it is to be; null is a 404.</param>
    public static async ValueTask<Input<Application>> MakeAsync(RingbackNode node, string organisation, string name, ApplicationIn? input)
    {
        // An id that isn't there can't be given to a new one.
        if (input is null || Uid.Problem(name) is not null || name.StartsWith(IdPrefix.Source, StringComparison.Ordinal)) return new(ApiError.NotFound);
        // A uid that is left out would be another than the path's, too.
        if (input.Uid != name)
            return new(ApiError.Invalid("must be the uid in the path", "body", "application", "uid"));

        var (id, now) = (node.Ids.Next(), node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        CustomerApplication? application = null;
        await node.CatalogStore.ChangeAsync(null, draft =>
        {
            // Another message may have made it since.
            application = draft.Catalog.FindCustomer(draft.Organisation(organisation), name)
                ?? draft.AddApplication(organisation, input with { Uid = name }, id, now);
            return null;
        });
        return new(application!, default);
    }
}
