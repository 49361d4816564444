namespace Ringback.Core.History;

/// <summary>What messages hold, in the batch under way.</summary>
internal interface IPayloadRows
{
    /// <summary>The messages whose payload has had its time, those whose time was over first.</summary>
    /// <param name="now">Unix milliseconds.</param>
    IReadOnlyList<long> Expired(long now, int most);

    /// <summary>Drops a message's payload, and the body of the request that brought it, with other events perhaps: it says the same.</summary>
    void Expunge(long seq);
}
