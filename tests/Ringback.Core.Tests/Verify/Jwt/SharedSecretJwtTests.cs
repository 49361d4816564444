using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>Tokens that are signed with a secret that both know: monday.com and Atlassian Connect.</summary>
public sealed class SharedSecretJwtTests
{
    private const string Secret = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private const string NoTime = "has a time that isn't valid";
    private const string NoToken = "has the wrong format";
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);

    [Theory]
    [InlineData("right", nameof(Refusal.None))]
    [InlineData("right, with an id of its key", nameof(Refusal.None))]
    [InlineData("another secret", nameof(Refusal.NoMatch))]
    [InlineData("another audience", nameof(Refusal.NoMatch))]
    [InlineData("expired", nameof(Refusal.TooOld))]
    [InlineData("no exp", nameof(Refusal.Malformed))]
    [InlineData("none", nameof(Refusal.Malformed))]
    [InlineData("HS512", nameof(Refusal.Malformed))]
    [InlineData("missing", nameof(Refusal.Missing))]
    public void Mondays_token(string what, string refusal)
    {
        var exp = Sources.Now.AddMinutes(5).ToUnixTimeSeconds();
        const string Url = "https://hooks.example.com/in/tok_1";
        var token = what switch
        {
            "right" => TestJwt.Hs256(new { aud = Url, exp, accountId = 1 }, Key),
            "right, with an id of its key" => TestJwt.Hs256(new { aud = Url, exp }, Key, "k1"),
            "another secret" => TestJwt.Hs256(new { aud = Url, exp }, new byte[32]),
            "another audience" => TestJwt.Hs256(new { aud = Url + "2", exp }, Key),
            "expired" => TestJwt.Hs256(new { aud = Url, exp = exp - 600 }, Key),
            "no exp" => TestJwt.Hs256(new { aud = Url }, Key),
            "none" => TestJwt.Make(new { alg = "none" }, new { aud = Url, exp }, _ => []),
            "HS512" => TestJwt.Make(new { alg = "HS512" }, new { aud = Url, exp }, content => HMACSHA512.HashData(Key, content)),
            _ => "",
        };
        var source = Sources.Build("monday", $$"""{"secret":"{{Secret}}","audience":"{{Url}}"}""");
        source.Verifier.Traits.IsCostly.ShouldBeFalse();
        source.Check(Sources.Post("""{"event":{"type":"create_pulse"}}""", ("Authorization", token))).Refusal.ToString().ShouldBe(refusal);
        // The challenge is answered all the same.
        source.Check(Sources.Post("""{"challenge":"abc"}""")).AnswerText().ShouldBe("""{"challenge":"abc"}""");
    }

    [Theory]
    [InlineData(8192, nameof(Refusal.None))]
    [InlineData(8193, nameof(Refusal.Malformed))]
    public void A_token_has_a_length_that_it_may_have(int length, string refusal)
    {
        // Not every length can be had by the claims alone.
        var token = Enumerable.Range(5800, 400).SelectMany(
            more => Enumerable.Range(1, 3),
            static (more, id) => TestJwt.Hs256(new { exp = Sources.Now.AddMinutes(5).ToUnixTimeSeconds(), more = new string('x', more) }, Key, new string('k', id)))
            .First(token => token.Length == length);
        Sources.Build("monday", $$"""{"secret":"{{Secret}}"}""").Check(Sources.Post("{}", ("Authorization", token))).Refusal.ToString().ShouldBe(refusal);
    }

    /// <summary>Seconds from now, as the token writes them.</summary>
    [Theory]
    [InlineData("60.5", null, nameof(Refusal.None))]
    [InlineData("-600.5", null, nameof(Refusal.TooOld))]
    [InlineData("-59", null, nameof(Refusal.None))]
    [InlineData("-60", null, nameof(Refusal.TooOld))]
    [InlineData("60", "-60", nameof(Refusal.None))]
    [InlineData("60", "60", nameof(Refusal.None))]
    [InlineData("60", "61", nameof(Refusal.TooNew))]
    [InlineData("600", "300", nameof(Refusal.TooNew))]
    [InlineData("600", "300.5", nameof(Refusal.TooNew))]
    public void A_token_holds_between_its_times(string exp, string? nbf, string refusal) =>
        CheckTimes(FromNow(exp), nbf is null ? null : FromNow(nbf)).ShouldBe(refusal);

    [Theory]
    [InlineData("0", nameof(Refusal.TooOld))]
    [InlineData("253402214399", nameof(Refusal.None))]
    public void The_first_and_the_last_time_there_is_can_be_given(string exp, string refusal) => CheckTimes(exp, null).ShouldBe(refusal);

    [Theory]
    [InlineData("-1", NoTime)]
    [InlineData("-1e12", NoTime)]
    [InlineData("1e12", NoTime)]
    [InlineData("253402214400", NoTime)]
    [InlineData("9223372036854775807", NoTime)]
    [InlineData("9223372036854775808", NoToken)]
    [InlineData("1e300", NoToken)]
    [InlineData("\"soon\"", NoToken)]
    [InlineData("true", NoToken)]
    [InlineData("null", NoToken)]
    public void What_is_no_time_is_malformed(string time, string reason)
    {
        foreach (var result in (VerificationResult[])[Check(time, null), Check(FromNow("60"), time)])
            (result.Refusal, result.Reason).ShouldBe((Refusal.Malformed, "the header Authorization " + reason));
    }

    private static string FromNow(string seconds) =>
        (Sources.Now.ToUnixTimeSeconds() + decimal.Parse(seconds, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static string CheckTimes(string exp, string? nbf) => Check(exp, nbf).Refusal.ToString();

    private static VerificationResult Check(string exp, string? nbf)
    {
        var claims = JsonNode.Parse($$"""{"exp":{{exp}}{{(nbf is null ? "" : $",\"nbf\":{nbf}")}}}""")!;
        var source = Sources.Build("monday", $$"""{"secret":"{{Secret}}"}""");
        var now = DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
        return source.Check(Sources.Post("{}", ("Authorization", TestJwt.Hs256(claims, Key))), now);
    }

    [Fact]
    public void A_short_secret_could_be_guessed() => Sources.Errors("monday", """{"secret":"short"}""").ShouldHaveSingleItem().Loc.ShouldBe(["secret"]);

    /// <summary>Of Atlassian's documentation: the method, the path below the app's base URL, and the sorted query without the token.</summary>
    [Theory]
    [InlineData("", "/in/tok_1", "", "POST&/in/tok_1&", true)]
    [InlineData("", "/in/tok_1/", "", "POST&/in/tok_1&", true)]
    [InlineData("/in/tok_1", "/in/tok_1/issue-created", "", "POST&/issue-created&", true)]
    [InlineData("/in/tok_1/", "/in/tok_1/issue-created", "?user_id=u&jwt=x&a=2&a=1&b=a%20b+c", "POST&/issue-created&a=1,2&b=a%20b%20c&user_id=u", true)]
    [InlineData("/in/tok_1", "/in/tok_1", "", "POST&/&", true)]
    [InlineData("/in/tok_1", "/in/tok_1/", "", "POST&/&", true)]
    [InlineData("/in/tok", "/in/tok_1", "", "POST&/in/tok_1&", true)]
    [InlineData("", "/", "", "POST&/&", true)]
    [InlineData("", "/in/a&b", "?flag&a=", "POST&/in/a%26b&a=&flag=", true)]
    [InlineData("", "/in/tok_1", "?a=1", "POST&/in/tok_1&", false)]
    [InlineData("", "/in/tok_1", "", "GET&/in/tok_1&", false)]
    [InlineData("", "/in/tok_1", "", "POST&/in/tok_2&", false)]
    public void A_token_of_connect_is_for_one_url(string basePath, string path, string query, string canonical, bool accepted)
    {
        var source = Sources.Build("atlassian-connect", $$"""{"clientKey":"jira:1","secret":"{{Secret}}"{{(basePath.Length > 0 ? $",\"basePath\":\"{basePath}\"" : "")}}}""");
        var token = TestJwt.Hs256(new
        {
            iss = "jira:1",
            iat = Sources.Now.ToUnixTimeSeconds(),
            exp = Sources.Now.AddMinutes(3).ToUnixTimeSeconds(),
            qsh = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))),
        }, Key);
        var request = Sources.Post("{}", ("Authorization", "JWT " + token)) with { Url = "https://hooks.example.com" + path + query };
        var result = source.Check(request);
        result.IsAccepted.ShouldBe(accepted);
        if (!accepted) result.Reason.ShouldBe("the header Authorization is for another URL");
        var other = TestJwt.Hs256(new { iss = "jira:2", exp = Sources.Now.AddMinutes(3).ToUnixTimeSeconds(), qsh = "" }, Key);
        source.Check(request with { Headers = new HeaderTable([("Authorization", "JWT " + other)]) }).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Theory]
    [InlineData("right", "")]
    [InlineData("right, in other case", "")]
    [InlineData("no qsh", "the header Authorization has no qsh")]
    [InlineData("no URL", "the header Authorization is for another URL")]
    public void A_token_of_connect_has_the_hash_of_its_url(string what, string reason)
    {
        var source = Sources.Build("atlassian-connect", $$"""{"clientKey":"jira:1","secret":"{{Secret}}"}""");
        var exp = Sources.Now.AddMinutes(3).ToUnixTimeSeconds();
        var qsh = Convert.ToHexStringLower(SHA256.HashData("POST&/in/tok_1&"u8));
        var token = what == "no qsh" ? TestJwt.Hs256(new { iss = "jira:1", exp }, Key) : TestJwt.Hs256(new { iss = "jira:1", exp, qsh }, Key);
        var request = Sources.Post("{}", ("Authorization", (what == "right, in other case" ? "jwt " : "JWT ") + token));
        var result = source.Check(what == "no URL" ? request with { Url = "tok_1" } : request);
        result.IsAccepted.ShouldBe(reason.Length == 0);
        if (reason.Length > 0) result.Reason.ShouldBe(reason);
        source.CredentialFields.ShouldBe(["clientKey", "secret"], ignoreOrder: true);
    }

    [Theory]
    [InlineData($$"""{"secret":"{{Secret}}"}""", "clientKey", "")]
    [InlineData("""{"clientKey":"jira:1"}""", "secret", "")]
    [InlineData("""{"clientKey":"jira:1","secret":"0a1b2c3d4e5f60718293a4b5c6d7e8f"}""", "secret", "must have at least 32 characters")]
    public void What_is_wrong_in_the_configuration_of_connect_is_told(string config, string field, string problem)
    {
        var error = Sources.Errors("atlassian-connect", config).ShouldHaveSingleItem();
        error.Loc.ShouldBe([field]);
        if (problem.Length > 0) error.Problem.ShouldBe(problem);
    }
}
