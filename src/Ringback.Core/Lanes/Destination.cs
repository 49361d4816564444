using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Signing;

namespace Ringback.Core.Lanes;

/// <summary>All that a lane needs to know of its endpoint, resolved once and kept until the endpoint changes.</summary>
/// <param name="Endpoint">As configured.</param>
/// <param name="Application">Whose it is.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Signer">With the secrets that sign now.</param>
/// <param name="Headers">Custom ones.</param>
/// <param name="ValidUntil">When a rotated secret stops signing (Unix milliseconds): then it is resolved again.</param>
internal sealed record Destination(
    Endpoint Endpoint,
    Application Application,
    Uri Url,
    MessageSigner Signer,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    long ValidUntil)
{
    /// <value>What is done in the place of sending; null of an endpoint.</value>
    public OperationPlan? Plan { get; init; }
}
