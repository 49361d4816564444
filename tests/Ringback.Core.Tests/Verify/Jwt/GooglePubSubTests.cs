using System.Security.Cryptography;
using Ringback.Testing;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>Google's push tokens: which are believed, and when its keys are asked for.</summary>
public sealed class GooglePubSubTests : IAsyncLifetime
{
    private const string Audience = "https://hooks.example.com";
    private const string Account = "push@project.iam.gserviceaccount.com";
    private const string Path = "/oauth2/v3/certs";
    private const string Body = """{"message":{"data":"e30=","messageId":"136969346945"},"subscription":"projects/p/subscriptions/s"}""";
    private static readonly RSA OtherKey = RSA.Create(2048);
    private FakeReceiver _google = null!;
    private KeyHostOverSockets _host = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await FakeReceiver.StartAsync();
        _google.On(Path, Replies.Status(200, TestJwt.Jwks(("k1", TestJwt.Rsa)), ("Cache-Control", "public, max-age=3600, must-revalidate")));
        _host = new KeyHostOverSockets(_google);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _google.DisposeAsync();
    }

    public static TheoryData<string, string, string> Tokens => new()
    {
        { "right", nameof(Refusal.None), "" },
        { "issuer without https", nameof(Refusal.None), "" },
        { "expired a moment ago", nameof(Refusal.None), "" },
        { "none", nameof(Refusal.Malformed), "isn't a token that is signed with RS256" },
        { "no signature", nameof(Refusal.Malformed), "isn't a token that is signed with RS256" },
        { "signed by HMAC with the public key", nameof(Refusal.Malformed), "isn't a token that is signed with RS256" },
        { "ES256", nameof(Refusal.Malformed), "isn't a token that is signed with RS256" },
        { "critical header", nameof(Refusal.Malformed), "isn't a token that is signed with RS256" },
        { "two parts", nameof(Refusal.Malformed), "has the wrong format" },
        { "five parts", nameof(Refusal.Malformed), "has the wrong format" },
        { "not base64", nameof(Refusal.Malformed), "has the wrong format" },
        { "too long", nameof(Refusal.Malformed), "has the wrong format" },
        { "another key", nameof(Refusal.NoMatch), "isn't signed with the provider's key" },
        { "unknown kid", nameof(Refusal.NoMatch), "is signed with a key that the provider doesn't publish" },
        { "no kid", nameof(Refusal.NoMatch), "is signed with a key that the provider doesn't publish" },
        { "another audience", nameof(Refusal.NoMatch), "is for another audience" },
        { "no audience", nameof(Refusal.NoMatch), "is for another audience" },
        { "another issuer", nameof(Refusal.NoMatch), "is of another issuer" },
        { "another account", nameof(Refusal.NoMatch), "doesn't have the email that the source requires" },
        { "account not verified", nameof(Refusal.NoMatch), "doesn't have the email_verified that the source requires" },
        { "verified as text", nameof(Refusal.NoMatch), "doesn't have the email_verified that the source requires" },
        { "expired", nameof(Refusal.TooOld), "has expired" },
        { "no exp", nameof(Refusal.Malformed), "has no exp" },
        { "exp as text", nameof(Refusal.Malformed), "has the wrong format" },
        { "not yet", nameof(Refusal.TooNew), "isn't valid yet" },
        { "other claims", nameof(Refusal.NoMatch), "isn't signed with the provider's key" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_is_believed_or_refused(string token, string refusal, string reason)
    {
        var result = await VerifyAsync(Source(), TokenOf(token));
        result.Refusal.ToString().ShouldBe(refusal, result.Reason);
        result.IsAccepted.ShouldBe(refusal == nameof(Refusal.None));
        if (!result.IsAccepted) result.Reason.ShouldBe("the header Authorization " + reason);
        _host.Asked.ShouldAllBe(url => url.AbsoluteUri == "https://www.googleapis.com/oauth2/v3/certs");
    }

    [Fact]
    public async Task Its_keys_are_kept_as_long_as_it_says_and_asked_for_again_for_a_new_one()
    {
        var source = Source();
        for (var i = 0; i < 5; i++) (await VerifyAsync(source, TokenOf("right"))).IsAccepted.ShouldBeTrue();
        _google.Count.ShouldBe(1);

        // Ids that nobody has: once a minute, not each time.
        for (var i = 0; i < 5; i++) (await VerifyAsync(source, TokenOf("unknown kid"))).Refusal.ShouldBe(Refusal.NoMatch);
        _google.Count.ShouldBe(1);
        _google.On(Path, Replies.Status(200, TestJwt.Jwks(("k1", TestJwt.Rsa), ("k2", OtherKey))));

        // Whether there is a new one nobody knows before it is asked for again: Google is to send that once more.
        (await VerifyAsync(source, TestJwt.Rs256(Claims(), "k2", OtherKey), Sources.Now.AddSeconds(30))).Refusal.ShouldBe(Refusal.Unavailable);
        (await VerifyAsync(source, TestJwt.Rs256(Claims(), "k2", OtherKey), Sources.Now.AddSeconds(61))).IsAccepted.ShouldBeTrue();
        _google.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_of_before_are_good_while_it_does_not_answer_and_nothing_is_proven_without_any()
    {
        var source = Source();
        var later = Sources.Now.AddHours(2);
        (await VerifyAsync(source, TokenOf("right"))).IsAccepted.ShouldBeTrue();
        _google.On(Path, Replies.Status(500));
        (await VerifyAsync(source, TestJwt.Rs256(Claims(later)), later)).IsAccepted.ShouldBeTrue();
        (await VerifyAsync(source, TestJwt.Rs256(Claims(later), "k2"), later)).Refusal.ShouldBe(Refusal.Unavailable);
        var muchLater = Sources.Now.AddDays(3);
        (await VerifyAsync(source, TestJwt.Rs256(Claims(muchLater)), muchLater)).Refusal.ShouldBe(Refusal.Unavailable);
        var unavailable = await VerifyAsync(Source(), TokenOf("right"));
        unavailable.Refusal.ShouldBe(Refusal.Unavailable);
        unavailable.Reason.ShouldBe("the header Authorization is signed with a key that can't be fetched now");
    }

    [Fact]
    public async Task A_token_without_an_id_of_its_key_is_never_proven_by_asking_again()
    {
        var source = Source();
        (await VerifyAsync(source, TokenOf("right"))).IsAccepted.ShouldBeTrue();
        (await VerifyAsync(source, TokenOf("no kid"), Sources.Now.AddSeconds(30))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Fact]
    public void A_source_knows_what_its_tokens_are()
    {
        var source = Source();
        source.CredentialFields.ShouldBe(["audience", "serviceAccount"], ignoreOrder: true);
        (source.Verifier.Traits.IsCostly, source.Verifier.Traits.SignsBodyOnly).ShouldBe((true, false));
        source.Verifier.Traits.SecretHeaders.ShouldBe(["Authorization"]);
        source.Check(Sources.Post(Body)).Reason.ShouldBe("the header Authorization is missing");
        source.Check(Sources.Post(Body, ("Authorization", "Bearer a"), ("Authorization", "Bearer b"))).Reason.ShouldBe("the header Authorization occurs more than once");
    }

    [Fact]
    public async Task The_word_before_the_token_is_read_in_any_case() =>
        (await Source().Verifier.Verify(Sources.Post(Body, ("Authorization", "bearer " + TokenOf("right"))), Sources.Now, TestContext.Current.CancellationToken)).IsAccepted.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"keys\":7}")]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k1\",\"k\":\"AAAA\"}]}")]
    [InlineData("<html>")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"\ud800"}]}""")]
    public async Task What_is_no_set_of_keys_proves_nothing(string answer)
    {
        _google.On(Path, Replies.Status(200, answer));
        (await VerifyAsync(Source(), TokenOf("right"))).IsAccepted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"audience":"a"}""", "serviceAccount")]
    [InlineData("""{"serviceAccount":"a"}""", "audience")]
    public void Both_must_be_configured(string config, string missing) =>
        Sources.Errors("google-pubsub", config).ShouldHaveSingleItem().Loc.ShouldBe([missing]);

    private static async Task<VerificationResult> VerifyAsync(SourceProfile source, string token, DateTimeOffset? now = null) =>
        (await source.Verifier.Verify(Sources.Post(Body, ("Authorization", "Bearer " + token)), now ?? Sources.Now, TestContext.Current.CancellationToken)).WithReason();

    private static long At(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private static object Claims(DateTimeOffset? now = null) => new { iss = "https://accounts.google.com", aud = Audience, email = Account, email_verified = true, exp = At((now ?? Sources.Now).AddMinutes(30)) };

    private static string TokenOf(string what)
    {
        var exp = At(Sources.Now.AddMinutes(30));
        const string Issuer = "https://accounts.google.com";
        return what switch
        {
            "right" => TestJwt.Rs256(Claims()),
            "issuer without https" => TestJwt.Rs256(new { iss = "accounts.google.com", aud = Audience, email = Account, email_verified = true, exp }),
            "expired a moment ago" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true, exp = At(Sources.Now.AddSeconds(-30)) }),
            "none" => TestJwt.Make(new { alg = "none", kid = "k1" }, Claims(), _ => [1]),
            "no signature" => TestJwt.Make(new { alg = "none", kid = "k1" }, Claims(), _ => []),
            "signed by HMAC with the public key" => TestJwt.Hs256(Claims(), TestJwt.Rsa.ExportSubjectPublicKeyInfo(), "k1"),
            "ES256" => TestJwt.Es256(Claims()),
            "critical header" => TestJwt.Make(new { alg = "RS256", kid = "k1", crit = new[] { "x" }, x = 1 }, Claims(), content => TestJwt.Rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            "two parts" => string.Join('.', TokenOf("right").Split('.').Take(2)),
            "five parts" => TokenOf("right") + ".AAAA.AAAA",
            "not base64" => "a!.b!.c!",
            "too long" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true, exp, more = new string('x', 9000) }),
            "another key" => TestJwt.Rs256(Claims(), key: OtherKey),
            "unknown kid" => TestJwt.Rs256(Claims(), "k9"),
            "no kid" => TestJwt.Make(new { alg = "RS256" }, Claims(), content => TestJwt.Rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            "another audience" => TestJwt.Rs256(new { iss = Issuer, aud = Audience + "/other", email = Account, email_verified = true, exp }),
            "no audience" => TestJwt.Rs256(new { iss = Issuer, email = Account, email_verified = true, exp }),
            "another issuer" => TestJwt.Rs256(new { iss = "https://accounts.example.com", aud = Audience, email = Account, email_verified = true, exp }),
            "another account" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = "other@project.iam.gserviceaccount.com", email_verified = true, exp }),
            "account not verified" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = false, exp }),
            "verified as text" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = "no", exp }),
            "expired" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true, exp = At(Sources.Now.AddMinutes(-2)) }),
            "no exp" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true }),
            "exp as text" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true, exp = "tomorrow" }),
            "not yet" => TestJwt.Rs256(new { iss = Issuer, aud = Audience, email = Account, email_verified = true, exp, nbf = At(Sources.Now.AddMinutes(5)) }),
            // The signature of one token under the claims of another.
            "other claims" => TokenOf("right").Split('.') is var right && TokenOf("another account").Split('.') is var other ? $"{other[0]}.{other[1]}.{right[2]}" : "",
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such token"),
        };
    }

    private SourceProfile Source() => Sources.Build("google-pubsub", $$"""{"audience":"{{Audience}}","serviceAccount":"{{Account}}"}""", _host);
}
