using System.Runtime.CompilerServices;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Profiles;

/// <summary>
/// Sources ready to receive: each is made once of what is kept sealed, and again when it was changed or one of its
/// older secrets has ended. Thread-safe.
/// </summary>
internal sealed class SourceProfiles(Catalog.Catalog catalog, SecretBox box, SourceTypes types, TimeProvider clock)
{
    // Weak: what was made of a source that was changed or removed, keys and all, goes with it.
    private readonly ConditionalWeakTable<Source, Kept> _kept = [];

    public SourceTypes Types => types;

    /// <returns>Null when the source is gone, or its type or configuration is none that this version of Ringback knows.</returns>
    /// <exception cref="SecretBoxException">Its secrets can't be opened.</exception>
    public SourceProfile? Profile(Source source)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (_kept.TryGetValue(source, out var kept) && now < kept.Until) return kept.Profile;
        if (catalog.Application(source.ApplicationId) is not { } application) return null;
        kept = Make(source, application, now);
        _kept.AddOrUpdate(source, kept);
        return kept.Profile;
    }

    private Kept Make(Source source, Application application, long now)
    {
        var credentials = SourceCredentials.Open(box, application.Ksuid, source.Sealed);
        var good = credentials with { Retiring = [.. credentials.Retiring.Where(old => old.Until > now)] };
        _ = types.TryBuild(source.Type, good.Secrets, out var profile, out _);
        return new Kept(profile, good.Retiring.Select(old => old.Until).DefaultIfEmpty(long.MaxValue).Min());
    }

    private sealed record Kept(SourceProfile? Profile, long Until);
}
