using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>The three versions of HubSpot's signature, with the examples of its documentation.</summary>
public sealed class HubSpotTests
{
    private const string Secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
    private const string Body = """[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]""";
    private const string V1 = "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de";
    private const string V2 = "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e";

    [Fact]
    public void Version_1() => Build("v1").Check(Sources.Post(Body, ("X-HubSpot-Signature", V1))).IsAccepted.ShouldBeTrue();

    [Fact]
    public void Version_2() =>
        Build("v2").Check(Sources.Get("", ("X-HubSpot-Signature", V2)) with { Url = "https://www.example.com/webhook_uri" }).IsAccepted.ShouldBeTrue();

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public void A_source_takes_one_version_only(string version)
    {
        foreach (var other in new[] { "v1", "v2", "v3" }) Build(version).Check(Signed(other, Body)).IsAccepted.ShouldBe(version == other, other);
        // Of all at once its own counts.
        var headers = new[] { "v1", "v3" }.SelectMany(other => ((HeaderTable)Signed(other, Body).Headers).Lines);
        Build(version).Check(Sources.Post(Encoding.UTF8.GetBytes(Body), headers)).IsAccepted.ShouldBe(version != "v2");
    }

    [Fact]
    public void Version_3_is_the_default()
    {
        Sources.Build("hubspot", $$"""{"secret":"{{Secret}}"}""").Check(Signed("v3", Body)).IsAccepted.ShouldBeTrue();
        Sources.Build("hubspot", $$"""{"secret":"{{Secret}}"}""").Check(Signed("v1", Body)).Refusal.ShouldBe(Refusal.Missing);
        Sources.Errors("hubspot", $$"""{"secret":"s","signatureVersion":"v4"}""").ShouldHaveSingleItem().Loc.ShouldBe(["signatureVersion"]);
        Sources.Errors("hubspot", $$"""{"secret":"s","signatureVersion":"v1","toleranceSeconds":5}""").ShouldHaveSingleItem().Loc.ShouldBe(["toleranceSeconds"]);
    }

    /// <summary>The hash of secret and body is also that of secret, body, padding and whatever follows, for anyone who has it.</summary>
    [Fact]
    public void What_was_made_longer_is_refused()
    {
        var longer = ProviderCases.Join(Body, new byte[] { 0x80, 0, 0, 0, 0, 0, 0, 1 }, """[{"eventId":2}]""");
        Build("v1").Check(Sources.Post(longer, [("X-HubSpot-Signature", Sha256(Secret, longer))])).IsAccepted.ShouldBeFalse();
    }

    /// <summary>One version's text can be another's: then the body begins with a method and a URL.</summary>
    [Fact]
    public void A_request_of_version_2_is_none_of_version_1()
    {
        var body = "POST" + Sources.Url + Body;
        Build("v1").Check(Sources.Post(body, ("X-HubSpot-Signature", Sha256(Secret, body)))).Refusal.ShouldBe(Refusal.Malformed);
    }

    [Theory]
    [InlineData("?to=https%3A%2F%2Fa.example%2Fb%3Fc", "?to=https://a.example/b?c")]
    [InlineData("?a=%40%21%24%27%28%29%2A%2C%3B", "?a=@!$'()*,;")]
    [InlineData("?a=%3a%2f", "?a=:/")]
    [InlineData("?a=%20%7B%25%26%3D%2B+%23%5B", "?a=%20%7B%25%26%3D%2B+%23%5B")]
    [InlineData("?a=%253A%3", "?a=%253A%3")]
    [InlineData("", "")]
    public void The_URL_of_version_3_is_decoded_as_documented(string query, string decoded)
    {
        HubSpot.DecodeUrl(Sources.Url + query).ShouldBe(Sources.Url + decoded);
        var time = ProviderCases.Milliseconds(Sources.Now);
        var signature = ProviderCases.B64(ProviderCases.Mac(Secret, "POST", Sources.Url + decoded, Body, time));
        Build("v3").Check(Sources.Post(Body, ("X-HubSpot-Signature-v3", signature), ("X-HubSpot-Request-Timestamp", time)) with { Url = Sources.Url + query }).IsAccepted.ShouldBeTrue();
    }

    private static SourceProfile Build(string version) => Sources.Build("hubspot", $$"""{"secret":"{{Secret}}","signatureVersion":"{{version}}"}""");

    private static IncomingRequest Signed(string version, string body)
    {
        var time = ProviderCases.Milliseconds(Sources.Now);
        return version switch
        {
            "v1" => Sources.Post(body, ("X-HubSpot-Signature", Sha256(Secret, body))),
            "v2" => Sources.Post(body, ("X-HubSpot-Signature", Sha256(Secret, "POST", Sources.Url, body))),
            _ => Sources.Post(body, ("X-HubSpot-Signature-v3", ProviderCases.B64(ProviderCases.Mac(Secret, "POST", Sources.Url, body, time))), ("X-HubSpot-Request-Timestamp", time)),
        };
    }

    private static string Sha256(params object[] parts) => Convert.ToHexStringLower(SHA256.HashData(ProviderCases.Join(parts)));
}
