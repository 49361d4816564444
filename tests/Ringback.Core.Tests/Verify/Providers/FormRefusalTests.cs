using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Providers;

/// <summary>What the owner of a source reads of a form that was refused: which place is wrong, and what is wrong with it.</summary>
public sealed class FormRefusalTests
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded";
    private const string Keys = """{"publicKey":"pk1","privateKey":"k"}""";
    private const string Secret = """{"secret":"k"}""";

    /// <summary>Of 20 bytes, as an HMAC-SHA1 is, and of nothing that was sent.</summary>
    private const string NoMac = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    public static TheoryData<string, string[], string, string, string> Refusals => new()
    {
        // query, headers, body, refusal, reason
        { "", [], "bt_signature=a&bt_payload=b", nameof(Refusal.Malformed), "the body isn't a form" },
        { "", [Form], "bt_signature=%", nameof(Refusal.Malformed), "the body isn't a form" },
        { "", [Form], "bt_payload=PG5vPg==", nameof(Refusal.Missing), "bt_signature in the form is missing" },
        { "", [Form], "bt_signature=pk1%7C00", nameof(Refusal.Missing), "bt_payload in the form is missing" },
        { "", [Form], "bt_signature=&bt_payload=PG5vPg==", nameof(Refusal.Missing), "bt_signature in the form is missing" },
        { "", [Form], "bt_signature=a&bt_signature=b&bt_payload=PG5vPg==", nameof(Refusal.Repeated), "bt_signature in the form occurs more than once" },
        { "", [Form], "bt_signature=a&bt_payload=b&bt_payload=", nameof(Refusal.Repeated), "bt_payload in the form occurs more than once" },
        { "", [Form], "bt_signature=a&bt_payload=a-b", nameof(Refusal.Malformed), "bt_payload in the form has the wrong format" },
        { "", [Form], "bt_signature=pk1%7C00&bt_payload=PG5vPg==", nameof(Refusal.NoMatch), "no signature in bt_signature in the form matches the keys and the request" },
    };

    public static TheoryData<string, string[], string, string, string> MandrillRefusals => new()
    {
        { "", [Form], "mandrill_events=[{}]", nameof(Refusal.Missing), "the header X-Mandrill-Signature is missing" },
        { "", [Form, "X-Mandrill-Signature: a", "X-Mandrill-Signature: a"], "mandrill_events=[{}]", nameof(Refusal.Repeated), "the header X-Mandrill-Signature occurs more than once" },
        { "", [Form, "X-Mandrill-Signature: no base64"], "mandrill_events=[{}]", nameof(Refusal.Malformed), "the header X-Mandrill-Signature has the wrong format" },
        { "", [Form, "X-Mandrill-Signature: " + NoMac], "other=[{}]", nameof(Refusal.Malformed), "the body isn't a form of the one field mandrill_events with a list" },
        { "", [Form, "X-Mandrill-Signature: " + NoMac], "mandrill_events={}", nameof(Refusal.Malformed), "the body isn't a form of the one field mandrill_events with a list" },
        { "", ["X-Mandrill-Signature: " + NoMac], "mandrill_events=[{}]", nameof(Refusal.Malformed), "the body isn't a form of the one field mandrill_events with a list" },
        { "?mandrill_events[", [Form, "X-Mandrill-Signature: " + NoMac], "mandrill_events=[{}]", nameof(Refusal.Malformed), "the URL contains a list of mandrill_events" },
        { "", [Form, "X-Mandrill-Signature: " + NoMac], "mandrill_events=[{}]", nameof(Refusal.NoMatch), "the header X-Mandrill-Signature doesn't match the key, the public URL of the source and the request" },
    };

    public static TheoryData<string, string[], string, string, string> TwilioRefusals => new()
    {
        { "", [Form], "a=1", nameof(Refusal.Missing), "the header X-Twilio-Signature is missing" },
        { "", [Form, "X-Twilio-Signature: a", "X-Twilio-Signature: a"], "a=1", nameof(Refusal.Repeated), "the header X-Twilio-Signature occurs more than once" },
        { "", [Form, "X-Twilio-Signature: no base64"], "a=1", nameof(Refusal.Malformed), "the header X-Twilio-Signature has the wrong format" },
        { "?bodySHA256=00", ["X-Twilio-Signature: " + NoMac], "{}", nameof(Refusal.NoMatch), "bodySHA256 in the query isn't the body's" },
        { "?bodySHA256=00&bodySHA256=00", ["X-Twilio-Signature: " + NoMac], "{}", nameof(Refusal.Repeated), "bodySHA256 in the query occurs more than once" },
        { "", ["X-Twilio-Signature: " + NoMac], "{}", nameof(Refusal.Missing), "bodySHA256 in the query is missing, and the body isn't a form" },
        { "", [Form, "X-Twilio-Signature: " + NoMac], "a=%", nameof(Refusal.Malformed), "the body isn't a form" },
        { "", [Form, "X-Twilio-Signature: " + NoMac], "a=1&a=1", nameof(Refusal.Malformed), "a field is there twice with the same value" },
        { "", [Form, "X-Twilio-Signature: " + NoMac], "a=1", nameof(Refusal.NoMatch), "the header X-Twilio-Signature doesn't match the auth token, the public URL of the source and the request" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Braintree_says_what_is_wrong(string query, string[] headers, string body, string refusal, string reason) => Refused("braintree", Keys, query, headers, body, refusal, reason);

    [Theory]
    [MemberData(nameof(MandrillRefusals))]
    public void Mandrill_says_what_is_wrong(string query, string[] headers, string body, string refusal, string reason) => Refused("mandrill", Secret, query, headers, body, refusal, reason);

    [Theory]
    [MemberData(nameof(TwilioRefusals))]
    public void Twilio_says_what_is_wrong(string query, string[] headers, string body, string refusal, string reason) => Refused("twilio", Secret, query, headers, body, refusal, reason);

    [Fact]
    public void A_challenge_that_is_not_signed_says_so() =>
        Sources.Build("braintree", Keys).Check(Sources.Get("?bt_challenge=x")).ShouldBe(VerificationResult.Refused(Refusal.Malformed, "bt_challenge in the query has the wrong format"));

    /// <summary>The word alone moves nothing: a list must begin behind it.</summary>
    [Theory]
    [InlineData("?to=mandrill_events")]
    [InlineData("?mandrill_events=1")]
    public void The_URL_may_have_the_name_of_mandrills_field(string query)
    {
        var signature = Convert.ToBase64String(HMACSHA1.HashData("k"u8, Encoding.UTF8.GetBytes(Sources.Url + query + "mandrill_events[{}]")));
        Refused("mandrill", Secret, query, [Form, "X-Mandrill-Signature: " + signature], "mandrill_events=[{}]", nameof(Refusal.None), "");
    }

    private static void Refused(string type, string config, string query, string[] headers, string body, string refusal, string reason)
    {
        var request = Sources.Post(Encoding.UTF8.GetBytes(body), headers.Select(line => line.Split(": ")).Select(pair => (pair[0], pair[1]))) with { Url = Sources.Url + query };
        var result = Sources.Build(type, config).Check(request);
        (result.Refusal.ToString(), result.Reason).ShouldBe((refusal, reason));
    }
}
