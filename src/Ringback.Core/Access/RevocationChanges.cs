using Ringback.Core.Commit;

namespace Ringback.Core.Access;

/// <summary>Revocations on record, in the batch under way.</summary>
internal interface IRevocationRows
{
    void Add(Revocation revocation);

    void Remove(Revocation revocation);
}

/// <summary>The rule of revoking: what is kept of what was revoked, on record and in memory.</summary>
internal sealed class RevocationChanges(IWriteBatch batch, IRevocationRows rows, Revocations revocations)
{
    /// <summary>Revokes all of these; those of no use any more are dropped.</summary>
    public void Revoke(IReadOnlyList<Revocation> added)
    {
        foreach (var expired in revocations.Expired(batch.Now))
            Remove(expired);
        foreach (var revocation in added)
            Add(revocation);
    }

    /// <summary>Of two of which one says all that the other says, only that one is kept: else a subject that is revoked again and again had many.</summary>
    private void Add(Revocation revocation)
    {
        foreach (var known in revocations.ForSubject(revocation.Subject))
        {
            if (known.Covers(revocation, batch.Now))
                return;
            if (revocation.Covers(known, batch.Now))
                Remove(known);
        }

        rows.Add(revocation);
        revocations.Add(revocation);
        batch.OnUndo(() => revocations.Remove(revocation));
    }

    private void Remove(Revocation revocation)
    {
        rows.Remove(revocation);
        revocations.Remove(revocation);
        batch.OnUndo(() => revocations.Add(revocation));
    }
}
