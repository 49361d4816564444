using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Applications;

/// <summary>Puts applications into a change of the catalog.</summary>
internal static class ApplicationDraft
{
    /// <summary>A new application of the organisation, which comes into being with it.</summary>
    /// <param name="draft">The change.</param>
    /// <param name="organisation"><c>org_…</c></param>
    /// <param name="input">What it is to be.</param>
    /// <param name="id">What the API shows.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RefusedException">409: the uid is taken.</exception>
    public static CustomerApplication AddApplication(this CatalogDraft draft, string organisation, ApplicationIn input, Ksuid id, long now)
    {
        var application = new CustomerApplication
        {
            Id = draft.NextId<Application>(),
            Ksuid = id,
            Organisation = draft.Organisation(organisation),
            Uid = input.Uid,
            Name = input.Name,
            ThrottleRate = input.ThrottleRate,
            Metadata = input.Metadata,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return draft.PutApplication(application);
    }

    /// <exception cref="RefusedException">409: another has the uid.</exception>
    public static CustomerApplication PutApplication(this CatalogDraft draft, CustomerApplication application)
    {
        if (application.Uid is { } uid && draft.Catalog.FindCustomer(application.Organisation, uid) is { } other && other.Id != application.Id)
            throw new RefusedException(ApiError.Conflict($"An application with the uid \"{uid}\" exists already."));
        draft.Put(application);
        return application;
    }
}
