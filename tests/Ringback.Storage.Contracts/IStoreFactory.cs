using Ringback.Core.Stores;

namespace Ringback.Storage.Contracts;

/// <summary>Opens stores of one kind.</summary>
internal interface IStoreFactory
{
    /// <param name="folder">The same folder again is the same data.</param>
    IStore Open(string folder, TimeProvider clock, TimeSpan retention);

    /// <summary>Makes another folder hold what a power cut at this moment would leave of an open store: no more than what it has made durable.</summary>
    /// <param name="folder">Of the store, which stays open.</param>
    /// <param name="to">An empty folder.</param>
    void CopyAsIfKilled(string folder, string to);
}
