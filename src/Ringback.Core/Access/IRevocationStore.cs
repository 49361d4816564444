using Ringback.Core.Commit;

namespace Ringback.Core.Access;

/// <summary>Keeps revocations. They are asked for on every request, so all are in memory.</summary>
internal interface IRevocationStore
{
    /// <value>All that are still of use, loaded when the store was opened.</value>
    Revocations Revocations { get; }

    /// <summary>Completes when they are durable, all of them, and in <see cref="Revocations"/>; those of no use any more are dropped.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was revoked: the store can't commit.</exception>
    ValueTask RevokeAsync(IReadOnlyList<Revocation> revocations);
}
