using System.Security.Cryptography;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Cron;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Profiles;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Receive;

/// <summary>A source's profile is made when it is needed, and never of what has ended.</summary>
public sealed class SourceProfilesTests
{
    private readonly ManualTime _clock = new();
    private readonly SecretBox _box = new(RandomNumberGenerator.GetBytes(SecretBox.MasterKeySize));
    private readonly Core.Catalog.Catalog _catalog = new();
    private readonly SourceProfiles _profiles;

    public SourceProfilesTests() => _profiles = new SourceProfiles(_catalog, _box, new SourceTypes(new Sources.NoKeys(), CronSource.Build), _clock);

    [Fact]
    public async Task A_retiring_secret_is_good_until_its_grace_ends_and_forgotten_then()
    {
        var source = Add("gitlab", new SourceCredentials([], Config("one"), []).RotateConfig(Config("two"), Now, 1000));
        var both = _profiles.Profile(source).ShouldNotBeNull();
        (await IsGoodAsync(both, "one")).ShouldBeTrue();
        (await IsGoodAsync(both, "two")).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        _profiles.Profile(source).ShouldBeSameAs(both);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var one = _profiles.Profile(source).ShouldNotBeNull();
        one.ShouldNotBeSameAs(both);
        (await IsGoodAsync(one, "one")).ShouldBeFalse();
        (await IsGoodAsync(one, "two")).ShouldBeTrue();
        _profiles.Profile(source).ShouldBeSameAs(one);
    }

    [Fact]
    public void A_type_or_configuration_that_is_not_known_any_more_has_none()
    {
        _profiles.Profile(Add("gone", new SourceCredentials([], Config("one"), []))).ShouldBeNull();
        _profiles.Profile(Add("stripe", new SourceCredentials([], null, []))).ShouldBeNull();
    }

    [Fact]
    public void A_source_that_is_gone_has_none() =>
        _profiles.Profile(new Source { ApplicationId = 99, Type = "stripe", CreatedAt = 0, UpdatedAt = 0 }).ShouldBeNull();

    [Fact]
    public void Secrets_moved_from_another_source_do_not_open()
    {
        var first = Add("gitlab", new SourceCredentials([], Config("one"), []));
        var second = Add("gitlab", new SourceCredentials([], Config("two"), []));
        Should.Throw<SecretBoxException>(() => _profiles.Profile(first with { Sealed = second.Sealed }));
    }

    [Fact]
    public void More_older_configurations_than_are_looked_at_are_not_kept()
    {
        var credentials = new SourceCredentials([], Config("0"), []);
        for (var i = 1; i <= 10; i++) credentials = credentials.RotateConfig(Config($"{i}"), Now, i * 1000);
        credentials.Retiring.Count.ShouldBe(SourceTypes.MostRetiring);
        credentials.Retiring.Min(old => old.Until).ShouldBe(Now + 7000);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static JsonElement Config(string token) => JsonSerializer.SerializeToElement(new { token });

    private async Task<bool> IsGoodAsync(SourceProfile profile, string token) =>
        (await profile.Verifier.Verify(Verify.Sources.Post([], ("X-Gitlab-Token", token)), _clock.GetUtcNow(), TestContext.Current.CancellationToken)).IsAccepted;

    private Source Add(string type, SourceCredentials credentials)
    {
        var application = new SourceApplication
        {
            Id = _catalog.Sources.Count() + 1,
            Ksuid = Ksuid.FromParts(Now, RandomNumberGenerator.GetBytes(Ksuid.RandomSize)),
            Organisation = new Organisation(1, "org_1"),
            Name = "n",
            CreatedAt = 0,
            UpdatedAt = 0,
        };
        var source = new Source { ApplicationId = application.Id, Type = type, Sealed = credentials.Seal(_box, application.Ksuid), CreatedAt = 0, UpdatedAt = 0 };
        _catalog.Put(application);
        _catalog.Put(source);
        return source;
    }
}
