using System.Collections.Concurrent;

namespace Ringback.Server.Auth;

/// <summary>
/// Revocations in memory, where every request asks. Keeping them beyond the process is the caller's: what is revoked goes
/// to the store before it comes here, and at start the store's are added again.
/// </summary>
internal sealed class TokenRevocations(TimeProvider clock) : ITokenRevocations
{
    private const int AddedBetweenSweeps = 1024;

    private readonly ConcurrentDictionary<string, Revocation> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string App, string? Session), Revocation[]> _applications = new();
    private int _added;

    /// <summary>How many are held.</summary>
    internal int Count => _tokens.Count + _applications.Values.Sum(list => list.Length);

    public bool IsRevoked(Credential credential)
    {
        if (!_tokens.IsEmpty && _tokens.ContainsKey(credential.TokenId)) return true;
        if (credential.AppId is not { } app || _applications.IsEmpty) return false;
        return Ends(app, null, credential) || (credential.SessionId is { } session && Ends(app, session, credential));
    }

    /// <summary>Takes effect for the next request that asks.</summary>
    public void Add(Revocation revocation)
    {
        if (revocation.TokenId is { } token) _tokens[token] = revocation;
        else if (revocation.AppId is { } app)
        {
            _applications.AddOrUpdate((app, revocation.SessionId), static (_, added) => [added],
                static (_, list, added) => [.. list.Where(r => r.From < added.From), added], revocation);
        }
        if (Interlocked.Increment(ref _added) % AddedBetweenSweeps == 0) Sweep();
    }

    private bool Ends(string app, string? session, Credential credential)
    {
        if (!_applications.TryGetValue((app, session), out var list)) return false;
        var now = clock.GetUtcNow();
        foreach (var revocation in list)
        {
            if (credential.IssuedAt <= revocation.IssuedUntil && revocation.From <= now) return true;
        }
        return false;
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (token, revocation) in _tokens)
        {
            if (revocation.KeepUntil <= now) _tokens.TryRemove(token, out _);
        }
        foreach (var entry in _applications)
        {
            if (Array.TrueForAll(entry.Value, r => r.KeepUntil <= now)) _applications.TryRemove(entry);
        }
    }
}
