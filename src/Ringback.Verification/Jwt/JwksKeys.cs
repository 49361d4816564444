using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Jwt;

/// <summary>
/// The keys that a provider publishes (RFC 7517, 5), fetched from one URL that is pinned. Kept as long as their host says; a key that isn't
/// among them has them fetched again, once a minute at most. What was fetched once is good for a day more while the host can't be reached.
/// </summary>
internal sealed class JwksKeys(IKeyHost host, Uri url) : IJwtKeys
{
    private const int MostKeys = 32;
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan UsualAge = TimeSpan.FromHours(1);

    /// <summary>Between two questions: after an answer, and after none.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile Kept _kept = new([], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, IsAnswered: false);

    public async ValueTask<JwtKey> Find(string? id, DateTimeOffset now, CancellationToken cancellation)
    {
        var kept = _kept;
        if (kept.Find(id) is { } known && now < kept.Until) return new(known);
        await _asking.WaitAsync(cancellation);
        try
        {
            kept = _kept;
            if ((now >= kept.Until || kept.Find(id) is null) && now >= kept.AskedAt + (kept.IsAnswered ? Pause : FailurePause)) _kept = kept = await AskAsync(kept, now, cancellation);
        }
        finally
        {
            _asking.Release();
        }
        return kept.Find(id) is { } found && now < kept.Until + LongestAge ? new(found) : new(null, IsUnavailable: !kept.IsAnswered || (id is not null && kept.AskedAt < now));
    }

    private static Dictionary<string, SecurityKey>? Read(string json)
    {
        try
        {
            // A key without a name can't be asked for by one.
            return new JsonWebKeySet(json).Keys.Where(static key => !string.IsNullOrEmpty(key.Kid)).Take(MostKeys)
                .DistinctBy(static key => key.Kid, StringComparer.Ordinal).ToDictionary(static key => key.Kid, static key => (SecurityKey)key, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            return null;
        }
    }

    private async Task<Kept> AskAsync(Kept before, DateTimeOffset now, CancellationToken cancellation)
    {
        var answer = await host.Ask(new KeyQuestion(url), cancellation);
        if (answer is null || Read(answer.Text) is not { Count: > 0 } keys) return before with { AskedAt = now, IsAnswered = false };
        var age = answer.MaxAge ?? UsualAge;
        return new Kept(keys, now, now + (age < ShortestAge ? ShortestAge : age > LongestAge ? LongestAge : age), IsAnswered: true);
    }

    private sealed record Kept(Dictionary<string, SecurityKey> Keys, DateTimeOffset AskedAt, DateTimeOffset Until, bool IsAnswered)
    {
        public SecurityKey? Find(string? id) => id is not null && Keys.TryGetValue(id, out var key) ? key : null;
    }
}
