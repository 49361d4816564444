namespace Ringback.Core.Receive;

/// <summary>The last requests that each source refused, and how many there were of each reason.</summary>
internal interface IRefusedStore
{
    /// <summary>Adds these, in their order; of each source only the last <see cref="MostOfSource"/> stay.</summary>
    /// <exception cref="Commit.StoreUnavailableException">Nothing was kept.</exception>
    ValueTask KeepAsync(IReadOnlyList<RefusedRequest> requests, IReadOnlyList<RefusedCount> counts);

    /// <summary>The latest first.</summary>
    ValueTask<IReadOnlyList<RefusedRequest>> ListAsync(int application);

    /// <summary>By reason.</summary>
    ValueTask<IReadOnlyList<RefusedCount>> CountsAsync(int application);

    public const int MostOfSource = 50;
}
