namespace Ringback.Core.Retain;

/// <summary>Rows of one kind that are found by their endpoint first, in the batch under way.</summary>
internal interface IEndpointWalkRows
{
    /// <summary>The next endpoint that has such rows, in the order of endpoints; null when none lies behind.</summary>
    long? NextEndpoint(long after);

    /// <summary>Drops those rows of an endpoint that lie before a limit, whose meaning the kind says.</summary>
    void DropOld(long endpoint, long limit);
}
