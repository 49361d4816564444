using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Ids;
using Ringback.Server.Auth;
using Ringback.Testing;

namespace Ringback.Server.Tests.Auth;

public sealed class AuthenticatorTests
{
    private const string Org = "org_23rb8YdGqMT0qIzpgGwdXfHirMu";
    private const string App = "app_23rb8YdGqMT0qIzpgGwdXfHirMu";
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret that is long enough for HS256");
    private readonly ManualTime _clock = new();
    private readonly Revocations _revocations = new();
    private readonly TokenIssuer _issuer;
    private readonly Authenticator _authenticator;

    public AuthenticatorTests()
    {
        _issuer = new TokenIssuer(Secret, _clock, new IdSource(_clock));
        _authenticator = new Authenticator(new TokenValidator(Secret, _clock), _revocations, _clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void An_organisation_token_names_its_organisation()
    {
        var org = Id(Org, IdPrefix.Organisation);

        var credential = _authenticator.Authenticate(_issuer.Organisation(org)).ShouldNotBeNull();

        credential.Kind.ShouldBe(CredentialKind.Organisation);
        credential.OrgId.ShouldBe(Org);
        credential.AppId.ShouldBeNull();
        credential.Capabilities.ShouldBe(Capability.All);
        credential.IssuedAt.ToUnixTimeSeconds().ShouldBe(Now);
    }

    [Fact]
    public void An_application_token_carries_what_it_was_granted()
    {
        var grant = new ApplicationGrant(TimeSpan.FromDays(7), "visit-1", Capability.ViewBase | Capability.CreateAttempts, ["beta"]);
        var token = _issuer.Application(Id(Org, IdPrefix.Organisation), Id(App, IdPrefix.Application), grant);

        var credential = _authenticator.AuthenticateHeader("bearer " + token).ShouldNotBeNull();

        credential.Kind.ShouldBe(CredentialKind.Application);
        credential.OrgId.ShouldBe(Org);
        credential.AppId.ShouldBe(App);
        credential.SessionId.ShouldBe("visit-1");
        credential.Can(Capability.ViewBase).ShouldBeTrue();
        credential.Can(Capability.ManageEndpoint).ShouldBeFalse();
        credential.FeatureFlags.ShouldBe(["beta"]);
        credential.TokenId.Length.ShouldBe(Ksuid.TextLength);
    }

    [Fact]
    public void A_token_ends_when_it_expires_though_it_is_cached()
    {
        var token = _issuer.Organisation(Id(Org, IdPrefix.Organisation), TimeSpan.FromMinutes(1));
        _authenticator.Authenticate(token).ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromMinutes(1));

        _authenticator.Authenticate(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_ends_when_it_is_revoked_though_it_is_cached()
    {
        var token = _issuer.Organisation(Id(Org, IdPrefix.Organisation));
        var credential = _authenticator.Authenticate(token).ShouldNotBeNull();

        _revocations.Revoked = credential.TokenId;

        _authenticator.Authenticate(token).ShouldBeNull();
        _authenticator.Authenticate(_issuer.Organisation(Id(Org, IdPrefix.Organisation))).ShouldNotBeNull();
    }

    [Fact]
    public void A_token_of_another_maker_without_id_or_times_is_an_organisations()
    {
        var credential = _authenticator.Authenticate(Sign(Header, $$"""{"sub":"{{Org}}","iss":"somebody"}""")).ShouldNotBeNull();

        credential.TokenId.ShouldNotBeEmpty();
        credential.Expires.ShouldBe(DateTimeOffset.MaxValue);
    }

    public static TheoryData<string, string, string> Refused() => new()
    {
        { "no subject", Header, "{}" },
        { "empty subject", Header, """{"sub":""}""" },
        { "a subject that is no id", Header, """{"sub":"org_1"}""" },
        { "a subject of another kind", Header, $$"""{"sub":"{{App}}"}""" },
        { "a subject that isn't a text", Header, """{"sub":5}""" },
        { "an organisation as the application", Header, $$"""{"sub":"{{Org}}","org":"{{Org}}","exp":EXP}""" },
        { "an application of no organisation", Header, $$"""{"sub":"{{App}}","org":"org_","exp":EXP}""" },
        { "an application token without an end", Header, $$"""{"sub":"{{App}}","org":"{{Org}}"}""" },
        { "an application token of 29 days", Header, $$"""{"sub":"{{App}}","org":"{{Org}}","exp":LATE}""" },
        { "capabilities that there aren't", Header, $$"""{"sub":"{{App}}","org":"{{Org}}","exp":EXP,"cap":64}""" },
        { "capabilities that are no number", Header, $$"""{"sub":"{{App}}","org":"{{Org}}","exp":EXP,"cap":"all"}""" },
        { "expired", Header, $$"""{"sub":"{{Org}}","exp":NOW}""" },
        { "not yet valid", Header, $$"""{"sub":"{{Org}}","nbf":EXP}""" },
        { "issued in the future", Header, $$"""{"sub":"{{Org}}","iat":EXP}""" },
        { "an end that is text", Header, $$"""{"sub":"{{Org}}","exp":"never"}""" },
        { "an end beyond time", Header, $$"""{"sub":"{{Org}}","exp":1e300}""" },
        { "a name too long", Header, $$"""{"sub":"{{Org}}","jti":"{{new string('x', 129)}}"}""" },
        { "another type", """{"alg":"HS256","typ":"at+jwt"}""", $$"""{"sub":"{{Org}}"}""" },
        { "extensions we don't know", """{"alg":"HS256","crit":["exp"]}""", $$"""{"sub":"{{Org}}"}""" },
        { "another algorithm of the family", """{"alg":"HS512","typ":"JWT"}""", $$"""{"sub":"{{Org}}"}""" },
        { "no algorithm", """{"alg":"none","typ":"JWT"}""", $$"""{"sub":"{{Org}}"}""" },
        { "an algorithm with public keys", """{"alg":"RS256","typ":"JWT"}""", $$"""{"sub":"{{Org}}"}""" },
        { "an algorithm left out", """{"typ":"JWT"}""", $$"""{"sub":"{{Org}}"}""" },
        { "a header that is no JSON", "{", $$"""{"sub":"{{Org}}"}""" },
        { "claims that are no JSON", Header, "{" },
        { "claims that are a list", Header, "[]" },
        { "too long", Header, $$"""{"sub":"{{Org}}","x":"{{new string('x', 5000)}}"}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_signed_token_is_refused_when_it_is(string why, string header, string claims)
    {
        var filled = claims.Replace("EXP", $"{Now + 3600}", StringComparison.Ordinal)
            .Replace("LATE", $"{Now + 29 * 86400}", StringComparison.Ordinal)
            .Replace("NOW", $"{Now}", StringComparison.Ordinal);

        _authenticator.Authenticate(Sign(header, filled)).ShouldBeNull(why);
    }

    [Fact]
    public void A_token_that_is_spelled_otherwise_is_none_so_that_it_stays_revoked()
    {
        var token = Sign(Header, $$"""{"sub":"{{Org}}"}""");
        _authenticator.Authenticate(token).ShouldNotBeNull();
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".IndexOf(token[^1], StringComparison.Ordinal);
        string[] spellings =
        [
            token + "=", token + "==", token + "\n", token + "\0", token + ".", "." + token, token + "A", token.Replace(".", "=.", StringComparison.Ordinal), token.Replace('-', '+'),
            token[..^1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last ^ 1],
            token[..^1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last ^ 3],
        ];
        foreach (var spelling in spellings.Where(spelling => spelling != token)) _authenticator.Authenticate(spelling).ShouldBeNull(spelling);
    }

    [Fact]
    public void A_token_is_refused_when_its_signature_is_not_ours()
    {
        var token = _issuer.Organisation(Id(Org, IdPrefix.Organisation));
        var unsigned = token[..(token.LastIndexOf('.') + 1)];
        var other = new TokenIssuer(Encoding.UTF8.GetBytes("another secret that is long enough"), _clock, new IdSource(_clock));

        _authenticator.Authenticate(unsigned).ShouldBeNull();
        _authenticator.Authenticate(unsigned.TrimEnd('.')).ShouldBeNull();
        _authenticator.Authenticate(other.Organisation(Id(Org, IdPrefix.Organisation))).ShouldBeNull();
        _authenticator.Authenticate(Encode("""{"alg":"none","typ":"JWT"}""") + "." + Encode($$"""{"sub":"{{Org}}"}""") + ".").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("é.é.é")]
    [InlineData("\0\0\0")]
    public void What_is_no_token_is_refused(string bearer) => _authenticator.Authenticate(bearer).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer a.b.c, Bearer d.e.f")]
    public void Other_authorization_headers_are_refused(string header) => _authenticator.AuthenticateHeader(header).ShouldBeNull();

    [Fact]
    public void Any_altered_character_makes_a_token_worthless()
    {
        var token = _issuer.Organisation(Id(Org, IdPrefix.Organisation));
        _authenticator.Authenticate(token).ShouldNotBeNull();
        // The last character of base64url holds bits that decoding ignores, so it is left out.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var altered = token.ToCharArray();
            altered[i] = altered[i] == 'A' ? 'B' : 'A';
            _authenticator.Authenticate(altered).ShouldBeNull($"at {i}");
        }
    }

    [Fact]
    public void An_application_token_cannot_be_minted_for_over_28_days() =>
        Should.Throw<ArgumentOutOfRangeException>(() => _issuer.Application(
            Id(Org, IdPrefix.Organisation), Id(App, IdPrefix.Application), new ApplicationGrant(TimeSpan.FromDays(28.1))));

    [Fact]
    public void The_cache_is_bounded_and_keeps_what_is_used()
    {
        var cache = new TokenCache(size: 10);
        var credential = _authenticator.Authenticate(_issuer.Organisation(Id(Org, IdPrefix.Organisation)))!;
        var used = TokenCache.Hash.Compute("used");
        cache.Add(used, credential);
        for (var i = 0; i < 1000; i++)
        {
            cache.Add(TokenCache.Hash.Compute($"token {i}"), credential);
            cache.Find(used).ShouldNotBeNull();
        }
        cache.Count.ShouldBeLessThanOrEqualTo(20);
        cache.Find(TokenCache.Hash.Compute("token 1")).ShouldBeNull();
    }

    private static Ksuid Id(string text, string prefix) =>
        Ksuid.TryParse(text, prefix, out var id) ? id : throw new ArgumentException(text);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(string header, string claims)
    {
        var content = Encode(header) + "." + Encode(claims);
        return content + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(content)));
    }

    private sealed class Revocations : ITokenRevocations
    {
        public string? Revoked { get; set; }

        public bool IsRevoked(Credential credential) => credential.TokenId == Revoked;
    }
}
