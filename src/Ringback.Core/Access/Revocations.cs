using System.Collections.Concurrent;

namespace Ringback.Core.Access;

/// <summary>The revocations in memory. Reads take no lock; <see cref="Add"/> and <see cref="Remove"/> are for the store's writer.</summary>
internal sealed class Revocations
{
    // As many as were made while the tokens that they end could still be valid, 28 days at most; of a subject, those that say different
    // things. What has expired leaves with the next one that is made.
    private readonly ConcurrentDictionary<string, Revocation[]> _bySubject = new(StringComparer.Ordinal);

    public int Count => _bySubject.Sum(static entry => entry.Value.Length);

    /// <summary>Whether nothing is revoked at all: the usual case, decided before a subject is put together.</summary>
    public bool IsEmpty => _bySubject.IsEmpty;

    /// <param name="subject">As <see cref="Revocation.Token"/>, <see cref="Revocation.Application"/> or <see cref="Revocation.Session"/> makes it.</param>
    /// <param name="issuedAt">Of the token, Unix milliseconds; a JWT's whole seconds err to the safe side.</param>
    /// <param name="now">Unix milliseconds.</param>
    public bool IsRevoked(string subject, long issuedAt, long now)
    {
        if (!_bySubject.TryGetValue(subject, out var revocations))
            return false;
        foreach (var revocation in revocations)
            if (issuedAt < revocation.IssuedBefore && now >= revocation.From)
                return true;
        return false;
    }

    /// <summary>Those of a subject, in the order in which they were made.</summary>
    public IReadOnlyList<Revocation> ForSubject(string subject) => _bySubject.GetValueOrDefault(subject, []);

    public void Add(Revocation revocation) =>
        _bySubject.AddOrUpdate(revocation.Subject, static (_, added) => [added], static (_, known, added) => [.. known, added], revocation);

    public void Remove(Revocation revocation)
    {
        if (!_bySubject.TryGetValue(revocation.Subject, out var known))
            return;
        var left = Array.FindAll(known, other => other != revocation);
        if (left.Length == 0)
            _bySubject.TryRemove(revocation.Subject, out _);
        else
            _bySubject[revocation.Subject] = left;
    }

    /// <summary>Those whose tokens have all expired by themselves.</summary>
    public IReadOnlyList<Revocation> Expired(long now) =>
        [.. _bySubject.Values.SelectMany(static all => all).Where(revocation => revocation.Until <= now)];
}
