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
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);

    [Theory]
    [InlineData("right", nameof(Refusal.None))]
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
            "another secret" => TestJwt.Hs256(new { aud = Url, exp }, new byte[32]),
            "another audience" => TestJwt.Hs256(new { aud = Url + "2", exp }, Key),
            "expired" => TestJwt.Hs256(new { aud = Url, exp = exp - 600 }, Key),
            "no exp" => TestJwt.Hs256(new { aud = Url }, Key),
            "none" => TestJwt.Make(new { alg = "none" }, new { aud = Url, exp }, _ => []),
            "HS512" => TestJwt.Make(new { alg = "HS512" }, new { aud = Url, exp }, content => HMACSHA512.HashData(Key, content)),
            _ => "",
        };
        var source = Sources.Build("monday", $$"""{"secret":"{{Secret}}","audience":"{{Url}}"}""");
        source.Check(Sources.Post("""{"event":{"type":"create_pulse"}}""", ("Authorization", token))).Refusal.ToString().ShouldBe(refusal);
        // The challenge is answered all the same.
        source.Check(Sources.Post("""{"challenge":"abc"}""")).AnswerText().ShouldBe("""{"challenge":"abc"}""");
    }

    /// <summary>Seconds from now, as the token writes them.</summary>
    [Theory]
    [InlineData("60.5", null, nameof(Refusal.None))]
    [InlineData("-600.5", null, nameof(Refusal.TooOld))]
    [InlineData("60", "-60", nameof(Refusal.None))]
    [InlineData("600", "300", nameof(Refusal.TooNew))]
    [InlineData("600", "300.5", nameof(Refusal.TooNew))]
    public void A_token_holds_between_its_times(string exp, string? nbf, string refusal) =>
        CheckTimes(FromNow(exp), nbf is null ? null : FromNow(nbf)).ShouldBe(refusal);

    [Theory]
    [InlineData("-1")]
    [InlineData("1e12")]
    [InlineData("-1e12")]
    [InlineData("1e300")]
    [InlineData("999999999999")]
    [InlineData("253402300799")]
    [InlineData("9223372036854775807")]
    [InlineData("\"soon\"")]
    [InlineData("true")]
    public void What_is_no_time_is_malformed(string time)
    {
        CheckTimes(time, null).ShouldBe(nameof(Refusal.Malformed));
        CheckTimes(FromNow("60"), time).ShouldBe(nameof(Refusal.Malformed));
    }

    private static string FromNow(string seconds) =>
        (Sources.Now.ToUnixTimeSeconds() + decimal.Parse(seconds, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static string CheckTimes(string exp, string? nbf)
    {
        var claims = JsonNode.Parse($$"""{"exp":{{exp}}{{(nbf is null ? "" : $",\"nbf\":{nbf}")}}}""")!;
        var source = Sources.Build("monday", $$"""{"secret":"{{Secret}}"}""");
        return source.Check(Sources.Post("{}", ("Authorization", TestJwt.Hs256(claims, Key)))).Refusal.ToString();
    }

    [Fact]
    public void A_short_secret_could_be_guessed() => Sources.Errors("monday", """{"secret":"short"}""").ShouldHaveSingleItem().Loc.ShouldBe(["secret"]);

    /// <summary>Of Atlassian's documentation: the method, the path below the app's base URL, and the sorted query without the token.</summary>
    [Theory]
    [InlineData("", "/in/tok_1", "", "POST&/in/tok_1&", true)]
    [InlineData("", "/in/tok_1/", "", "POST&/in/tok_1&", true)]
    [InlineData("/in/tok_1", "/in/tok_1/issue-created", "", "POST&/issue-created&", true)]
    [InlineData("/in/tok_1/", "/in/tok_1/issue-created", "?user_id=u&jwt=x&a=2&a=1&b=a%20b+c", "POST&/issue-created&a=1,2&b=a%20b%20c&user_id=u", true)]
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
        source.Check(request).IsAccepted.ShouldBe(accepted);
        var other = TestJwt.Hs256(new { iss = "jira:2", exp = Sources.Now.AddMinutes(3).ToUnixTimeSeconds(), qsh = "" }, Key);
        source.Check(request with { Headers = new HeaderTable([("Authorization", "JWT " + other)]) }).Refusal.ShouldBe(Refusal.NoMatch);
    }
}
