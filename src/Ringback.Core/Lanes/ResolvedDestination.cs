using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Signing;

namespace Ringback.Core.Lanes;

/// <summary>
/// All that a lane needs to know of its destination, resolved once and kept until the destination changes: one of the kinds in this
/// file, and no other.
/// </summary>
/// <param name="Destination">As configured.</param>
/// <param name="Application">Whose it is.</param>
/// <param name="ValidUntil">From when on it has to be resolved again (Unix milliseconds).</param>
internal abstract record ResolvedDestination(Destination Destination, Application Application, long ValidUntil);

/// <summary>A URL that is called.</summary>
/// <param name="Endpoint">As configured.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Signer">With the secrets that sign now.</param>
/// <param name="Headers">Custom ones.</param>
/// <param name="ValidUntil">When a rotated secret stops signing.</param>
internal sealed record ResolvedEndpoint(
    HttpEndpoint Endpoint, Application Application, Uri Url, MessageSigner Signer, IReadOnlyList<KeyValuePair<string, string>> Headers, long ValidUntil)
    : ResolvedDestination(Endpoint, Application, ValidUntil);

/// <summary>What Ringback does itself.</summary>
/// <param name="Operation">As configured.</param>
/// <param name="Plan">Made of it.</param>
internal sealed record ResolvedOperation(SourceOperation Operation, Application Application, OperationPlan Plan)
    : ResolvedDestination(Operation, Application, long.MaxValue);
