using System.Security.Cryptography;
using System.Text;
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
