using Ringback.Core.Stores;

namespace Ringback.Storage.Contracts;

/// <summary>Opens stores of one kind.</summary>
internal interface IStoreFactory
{
    /// <value>Whether the lanes of those who test it have room, so that deliveries are direct.</value>
    bool HaveLanesRoom => false;

    /// <param name="folder">The same folder again is the same data.</param>
    IStore Open(string folder, TimeProvider clock, TimeSpan retention);

    /// <summary>Makes another folder hold what a power cut at this moment would leave of an open store: no more than what it has made durable.</summary>
    /// <param name="folder">Of the store, which stays open.</param>
    /// <param name="to">An empty folder.</param>
    void CopyAsIfKilled(string folder, string to);
}

/// <summary>The same stores, with lanes that have room.</summary>
internal sealed class WithRoom(IStoreFactory stores) : IStoreFactory
{
    public bool HaveLanesRoom => true;

    public IStore Open(string folder, TimeProvider clock, TimeSpan retention) => stores.Open(folder, clock, retention);

    public void CopyAsIfKilled(string folder, string to) => stores.CopyAsIfKilled(folder, to);
}
