namespace Ringback.Core.Receive;

/// <summary>Refused requests on record, in the batch under way.</summary>
internal interface IRefusedRows
{
    void Add(RefusedRequest request);

    /// <summary>Drops all but the last so many of a source.</summary>
    void Trim(int application, int most);

    /// <summary>Adds to how many there were.</summary>
    void Count(RefusedCount count);
}

/// <summary>The rule of what is kept of refused requests: the last ones of each source that is there, and how many there were.</summary>
internal sealed class RefusedKeeping(IRefusedRows rows, Catalog.Catalog catalog)
{
    public void Keep(IReadOnlyList<RefusedRequest> requests, IReadOnlyList<RefusedCount> counts)
    {
        // What was refused for a source that is gone would never leave.
        foreach (var request in requests)
            if (catalog.Source(request.ApplicationId) is not null)
                rows.Add(request);
        foreach (var application in requests.Select(static request => request.ApplicationId).Distinct())
            rows.Trim(application, IRefusedStore.MostOfSource);
        foreach (var count in counts)
            if (catalog.Source(count.ApplicationId) is not null)
                rows.Count(count);
    }
}
