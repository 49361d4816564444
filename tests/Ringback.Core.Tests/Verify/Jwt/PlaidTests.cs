using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Testing;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>Plaid's tokens, which hold the body's hash, and its keys, each asked for by its id.</summary>
public sealed class PlaidTests : IAsyncLifetime
{
    private const string Path = "/webhook_verification_key/get";
    private const string Body = """{"webhook_type":"TRANSACTIONS","webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"wz666MBjYWTp2PDzzggYhM6oWWmBb"}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
    private static readonly ECDsa OtherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private FakeReceiver _plaid = null!;
    private KeyHostOverSockets _host = null!;

    public async ValueTask InitializeAsync()
    {
        _plaid = await FakeReceiver.StartAsync();
        _plaid.On(Path, Replies.Status(200, TestJwt.PlaidKey("k1")));
        _host = new KeyHostOverSockets(_plaid);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _plaid.DisposeAsync();
    }

    public static TheoryData<string, string, string> Tokens => new()
    {
        { "right", nameof(Refusal.None), "" },
        { "another body", nameof(Refusal.NoMatch), "is of another body" },
        { "no hash", nameof(Refusal.NoMatch), "has no request_body_sha256" },
        { "another key", nameof(Refusal.NoMatch), "isn't signed with the provider's key" },
        { "no kid", nameof(Refusal.NoMatch), "is signed with a key that the provider doesn't publish" },
        { "RS256", nameof(Refusal.Malformed), "isn't a token that is signed with ES256" },
        { "HS256", nameof(Refusal.Malformed), "isn't a token that is signed with ES256" },
        { "none", nameof(Refusal.Malformed), "isn't a token that is signed with ES256" },
        { "no iat", nameof(Refusal.Malformed), "has no iat" },
        { "five minutes old", nameof(Refusal.None), "" },
        { "five minutes ahead", nameof(Refusal.None), "" },
        { "older", nameof(Refusal.TooOld), "is more than 300 s old" },
        { "newer", nameof(Refusal.TooNew), "is more than 300 s ahead of this clock" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_is_believed_or_refused(string token, string refusal, string reason)
    {
        var result = await VerifyAsync(Source(), TokenOf(token));
        result.Refusal.ToString().ShouldBe(refusal, result.Reason);
        if (!result.IsAccepted) result.Reason.ShouldBe("the header Plaid-Verification " + reason);
    }

    [Fact]
    public async Task A_key_is_asked_for_once_at_the_environments_host_with_the_credentials()
    {
        var source = Source();
        for (var i = 0; i < 3; i++) (await VerifyAsync(source, TokenOf("right"))).IsAccepted.ShouldBeTrue();
        var asked = _plaid.Requests.ShouldHaveSingleItem();
        asked.Method.ShouldBe("POST");
        using var question = JsonDocument.Parse(asked.Body);
        question.RootElement.GetProperty("client_id").GetString().ShouldBe("c");
        question.RootElement.GetProperty("secret").GetString().ShouldBe("s");
        question.RootElement.GetProperty("key_id").GetString().ShouldBe("k1");
        (await VerifyAsync(Source("""{"clientId":"c","secret":"s","environment":"sandbox"}"""), TokenOf("right"))).IsAccepted.ShouldBeTrue();
        _host.Asked.Select(url => url.Host).ShouldBe(["production.plaid.com", "sandbox.plaid.com"]);
    }

    [Fact]
    public async Task Made_up_ids_have_it_asked_a_few_times_a_minute()
    {
        _plaid.On(Path, Replies.Status(400, """{"error_code":"INVALID_WEBHOOK_VERIFICATION_KEY_ID"}"""));
        var source = Source();
        for (var i = 0; i < 30; i++) (await VerifyAsync(source, TestJwt.Es256(Claims(), $"made-up-{i}"), Now.AddSeconds(i))).IsAccepted.ShouldBeFalse();
        _plaid.Count.ShouldBe(6);
        _plaid.On(Path, Replies.Status(200, TestJwt.PlaidKey("k1")));
        (await VerifyAsync(source, TokenOf("right"), Now.AddSeconds(59))).Refusal.ShouldBe(Refusal.Unavailable);
        (await VerifyAsync(source, TokenOf("right"), Now.AddMinutes(1))).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("ended")]
    [InlineData("another curve")]
    [InlineData("{}")]
    [InlineData("{\"key\":7}")]
    [InlineData("{\"key\":null}")]
    [InlineData("not JSON")]
    [InlineData("""{"key":{"kty":"oct","kid":"k1","k":"AAAA"}}""")]
    public async Task What_is_no_key_or_has_ended_proves_nothing(string answer)
    {
        _plaid.On(Path, Replies.Status(200, answer switch
        {
            "another id" => TestJwt.PlaidKey("k2"),
            "ended" => TestJwt.PlaidKey("k1", expiredAt: 1560466143),
            "another curve" => TestJwt.PlaidKey("k1").Replace("P-256", "P-384", StringComparison.Ordinal),
            _ => answer,
        }));
        (await VerifyAsync(Source(), TokenOf("right"))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Fact]
    public async Task A_token_names_its_key_in_few_characters()
    {
        (await VerifyAsync(Source(), TokenOf("no kid"))).Refusal.ShouldBe(Refusal.NoMatch);
        (await VerifyAsync(Source(), TestJwt.Es256(Claims(), new string('k', 129)))).Refusal.ShouldBe(Refusal.NoMatch);
        _plaid.Count.ShouldBe(0);
        var id = new string('k', 128);
        _plaid.On(Path, Replies.Status(200, TestJwt.PlaidKey(id)));
        (await VerifyAsync(Source(), TestJwt.Es256(Claims(), id))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void A_source_knows_what_its_tokens_are()
    {
        var source = Source();
        source.CredentialFields.ShouldBe(["clientId", "secret"], ignoreOrder: true);
        (source.Verifier.Traits.IsCostly, source.Verifier.Traits.SignsBodyOnly).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("""{"secret":"s"}""", "clientId")]
    [InlineData("""{"clientId":"c"}""", "secret")]
    [InlineData("""{"clientId":"c","secret":"s","environment":"development"}""", "environment")]
    [InlineData("""{"clientId":"c","secret":"s","toleranceSeconds":86401}""", "toleranceSeconds")]
    public void What_is_wrong_in_its_configuration_is_told(string config, string field) =>
        Sources.Errors("plaid", config).ShouldHaveSingleItem().Loc.ShouldBe([field]);

    [Fact]
    public async Task The_tolerance_and_the_environment_can_be_given()
    {
        var source = Source("""{"clientId":"c","secret":"s","environment":"production","toleranceSeconds":10}""");
        (await VerifyAsync(source, TestJwt.Es256(Claims(10)))).IsAccepted.ShouldBeTrue();
        (await VerifyAsync(source, TestJwt.Es256(Claims(11)))).Refusal.ShouldBe(Refusal.TooOld);
        _host.Asked.ShouldHaveSingleItem().Host.ShouldBe("production.plaid.com");
    }

    private static async Task<VerificationResult> VerifyAsync(SourceProfile source, string token, DateTimeOffset? now = null) =>
        (await source.Verifier.Verify(Sources.Post(Body, ("Plaid-Verification", token)), now ?? Now, TestContext.Current.CancellationToken)).WithReason();

    private static object Claims(int age = 0, string body = Body) =>
        new { iat = Now.ToUnixTimeSeconds() - age, request_body_sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))) };

    private static string TokenOf(string what) => what switch
    {
        "right" => TestJwt.Es256(Claims()),
        "another body" => TestJwt.Es256(Claims(body: Body + " ")),
        "no hash" => TestJwt.Es256(new { iat = Now.ToUnixTimeSeconds() }),
        "another key" => TestJwt.Es256(Claims(), key: OtherKey),
        "no kid" => TestJwt.Make(new { alg = "ES256" }, Claims(), content => TestJwt.Ecdsa.SignData(content, HashAlgorithmName.SHA256)),
        "RS256" => TestJwt.Rs256(Claims()),
        "HS256" => TestJwt.Hs256(Claims(), TestJwt.Ecdsa.ExportSubjectPublicKeyInfo(), "k1"),
        "none" => TestJwt.Make(new { alg = "none", kid = "k1" }, Claims(), _ => []),
        "no iat" => TestJwt.Es256(new { request_body_sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))) }),
        "five minutes old" => TestJwt.Es256(Claims(300)),
        "five minutes ahead" => TestJwt.Es256(Claims(-300)),
        "older" => TestJwt.Es256(Claims(301)),
        "newer" => TestJwt.Es256(Claims(-301)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such token"),
    };

    private SourceProfile Source(string config = """{"clientId":"c","secret":"s"}""") => Sources.Build("plaid", config, _host);
}
