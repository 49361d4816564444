namespace Ringback.Core.Tests.Verify;

/// <summary>What is said of a configuration that can't be used: each problem once, with its place and with what would be right.</summary>
public sealed class ConfigProblemTests
{
    private const string Hmac = """{"secret":"s","signatureHeader":"X-Sig",""";
    private const string OneTemplate = "write what is signed as text with {body}, {timestamp}, {id}, {method} or {url} in it, such as {timestamp}.{body}";
    private static readonly string LongText = new('a', 16_384);
    private static readonly string LongName = new('a', 128);

    public static TheoryData<string, string?, string> Problems => new()
    {
        // Fields
        { "stripe", null, "secret: is missing" },
        { "stripe", """{"secret":null}""", "secret: is missing" },
        { "stripe", """{"\ud800":1,"secret":"s"}""", ": has a name that isn't a text" },
        { "generic-webhook", """{"also":[{"type":"api-key","config":{"\ud800":1,"key":"k"}}]}""", "also.0.config: has a name that isn't a text" },
        { "stripe", """{"secret":"a","secret":"b"}""", "secret: is given twice" },
        { "stripe", """{"secret":"s","tolerance":5}""", "tolerance: isn't a field of this type; it has secret, toleranceSeconds, eventIdHeader, eventIdPointer, eventTypeHeader, eventTypePointer, also" },

        // Texts
        { "stripe", """{"secret":7}""", "secret: must be text" },
        { "stripe", """{"secret":""}""", "secret: must not be empty" },
        { "stripe", $$"""{"secret":"{{LongText}}a"}""", "secret: must have at most 16384 characters" },
        { "stripe", """{"secret":"\ud800"}""", "secret: holds half of a surrogate pair" },
        { "api-key", """{"key":"k","header":"a b"}""", "header: must be the name of a header" },
        { "api-key", $$"""{"key":"k","header":"{{LongName}}a"}""", "header: must be the name of a header" },

        // Numbers and lists
        { "stripe", """{"secret":"s","toleranceSeconds":"5"}""", "toleranceSeconds: must be a whole number" },
        { "stripe", """{"secret":"s","toleranceSeconds":-1}""", "toleranceSeconds: must be a whole number from 0 to 86400" },
        { "stripe", """{"secret":"s","toleranceSeconds":86401}""", "toleranceSeconds: must be a whole number from 0 to 86400" },
        { "stripe", """{"secret":"s","toleranceSeconds":1.5}""", "toleranceSeconds: must be a whole number from 0 to 86400" },
        { "paypal", """{"webhookId":"w","certificateOrigins":"https://a.example"}""", "certificateOrigins: must be a list" },
        { "paypal", """{"webhookId":"w","certificateOrigins":["https://a.example",7]}""", "certificateOrigins: must be a list of at most 8 texts" },
        { "paypal", """{"webhookId":"w","certificateOrigins":[""]}""", "certificateOrigins: must be a list of at most 8 texts" },
        { "paypal", """{"webhookId":"w","certificateOrigins":["\ud800"]}""", "certificateOrigins: must be a list of at most 8 texts" },
        { "paypal", $$"""{"webhookId":"w","certificateOrigins":[{{Repeated("\"https://a.example\"", 9)}}]}""", "certificateOrigins: must be a list of at most 8 texts" },

        // What stands on top
        { "generic-webhook", """{"also":{}}""", "also: must be a list" },
        { "generic-webhook", """{"also":[1]}""", "also.0: must be an object|also.0.type: is missing" },
        { "generic-webhook", """{"also":[{"type":"api-key","config":{"key":"k"}},{"type":"stripe","config":{}}]}""", "also.1.type: must be one of basic, api-key, ip-allow-list|also.1.type: is missing" },
        { "generic-webhook", $$"""{"also":[{{Repeated("""{"type":"api-key","config":{"key":"k"}}""", 5)}}]}""", "also: must have at most 4 items" },

        // Several secrets
        { "stripe", """{"secret":[]}""", "secret: must be text, or a list of 1 to 5 texts" },
        { "stripe", """{"secret":["1","2","3","4","5","6"]}""", "secret: must be text, or a list of 1 to 5 texts" },
        { "stripe", """{"secret":["a"],"publicKey":["b"]}""", "publicKey: is a second list of secrets; set one of them" },

        // Keys
        { "discord", """{"publicKey":"00"}""", "publicKey: an ed25519 public key is 32 bytes in hex, and a point of the curve that can verify" },
        { "telnyx", """{"publicKey":"AAAA"}""", "publicKey: an ed25519 public key is 32 bytes in base64, and a point of the curve that can verify" },
        { "generic-hmac", Hmac + """ "keyEncoding":"hex"}""", "secret: must be hex" },
        { "generic-hmac", Hmac + """ "keyEncoding":"base64"}""", "secret: must be base64" },
        { "generic-hmac", Hmac + """ "keyEncoding":"whsec"}""", "secret: must be whsec_ and base64" },
        { "generic-hmac", """{"secret":"whsec_","signatureHeader":"X-Sig","keyEncoding":"whsec"}""", "secret: must be whsec_ and base64" },
        { "generic-hmac", """{"secret":"c2VjcmV0","signatureHeader":"X-Sig","keyEncoding":"whsec"}""", "secret: must be whsec_ and base64" },

        { "braintree", """{"publicKey":"p"}""", "privateKey: is missing" },
        { "braintree", """{"privateKey":"p"}""", "publicKey: is missing" },
        { "websub", """{"topic":"t","mode":"other"}""", "mode: must be one of subscribe, unsubscribe" },
        { "websub", "{}", "topic: is missing" },
        { "monday", """{"secret":"0a1b2c3d4e5f60718293a4b5c6d7e8f"}""", "secret: must have at least 32 characters" },
        { "monday", """{"audience":"a"}""", "audience: needs a secret: it stands in the token" },
        { "aws-sns", """{"topicArn":"t","signatureVersion":"3"}""", "signatureVersion: must be one of any, 1, 2" },
        { "aws-sns", "{}", "topicArn: is missing" },

        // A scheme of one's own
        { "generic-hmac", "{}", "secret: is missing|signatureHeader: is missing" },
        { "generic-hmac", """{"signatureHeader":"X-Sig"}""", "secret: is missing" },
        { "generic-hmac", """{"secret":"s"}""", "signatureHeader: is missing" },
        { "generic-hmac", Hmac + """ "hash":"md5"}""", "hash: must be one of sha1, sha256, sha512" },
        { "generic-hmac", Hmac + """ "encoding":"base32"}""", "encoding: must be one of hex, base64" },
        { "generic-hmac", Hmac + """ "keyEncoding":"text"}""", "keyEncoding: must be one of utf8, hex, base64, whsec" },
        { "generic-hmac", Hmac + """ "separator":"|"}""", "separator: must be one of ,, ;,  , &" },
        { "generic-hmac", Hmac + """ "timestampUnit":"minutes"}""", "timestampUnit: must be one of seconds, milliseconds, rfc3339" },
        { "generic-hmac", Hmac + """ "signatureKey":"v1","signaturePrefix":"v1="}""", "signaturePrefix: stands beside signatureKey; give one of them" },
        { "generic-hmac", Hmac + """ "template":"{timestamp}{body}","timestampHeader":"X-Time","timestampKey":"t"}""", "timestampKey: stands beside timestampHeader; give one of them" },
        { "generic-hmac", Hmac + """ "template":"{timestamp}{body}"}""", "timestampHeader: is missing, and the template has {timestamp}" },
        { "generic-hmac", Hmac + """ "template":"{id}.{body}"}""", "idHeader: is missing, and the template has {id}" },
        { "generic-hmac", Hmac + """ "template":"{method}"}""", "template: must have {body}, else nobody speaks for what was sent" },
        { "generic-hmac", Hmac + """ "template":"{url}{id}{body}","idHeader":"X-Id"}""", "template: has {url}{id}: with nothing between, one signature would fit many requests" },
        { "generic-hmac", Hmac + """ "toleranceSeconds":5}""", "toleranceSeconds: needs {timestamp} in the template: one that isn't signed proves nothing" },
        { "generic-hmac", Hmac + """ "template":"{body}}"}""", "template: " + OneTemplate },
        { "generic-hmac", Hmac + """ "template":"{body"}""", "template: " + OneTemplate },
        { "generic-hmac", Hmac + $$""" "template":"{body}{{LongText[..1019]}}"}""", "template: " + OneTemplate },
    };

    public static TheoryData<string, string> AtTheLimits => new()
    {
        { "stripe", $$"""{"secret":"{{LongText}}"}""" },
        { "stripe", """{"secret":"s","toleranceSeconds":0}""" },
        { "stripe", """{"secret":"s","toleranceSeconds":86400}""" },
        { "stripe", """{"secret":["1","2","3","4","5"]}""" },
        { "gitlab", $$"""{"signingSecret":["{{ProviderCases.Whsec}}","{{ProviderCases.Whsec}}"]}""" },
        { "api-key", $$"""{"key":"k","header":"{{LongName}}"}""" },
        { "paypal", $$"""{"webhookId":"w","certificateOrigins":[{{Repeated("\"https://a.example\"", 8)}}]}""" },
        { "generic-webhook", $$"""{"also":[{{Repeated("""{"type":"api-key","config":{"key":"k"}}""", 4)}}]}""" },
        { "generic-hmac", Hmac + $$""" "template":"{body}{{LongText[..1018]}}"}""" },
        { "generic-hmac", $$"""{"signatureHeader":"X-Sig","keyEncoding":"hex","secret":"{{LongText[..4096]}}"}""" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Each_problem_has_its_place_and_its_remedy(string type, string? config, string problems) =>
        string.Join('|', Sources.Errors(type, config).Select(error => $"{string.Join('.', error.Loc)}: {error.Problem}")).ShouldBe(problems);

    [Theory]
    [MemberData(nameof(AtTheLimits))]
    public void What_is_just_within_the_limits_is_taken(string type, string config) => Sources.Build(type, config).ShouldNotBeNull();

    private static string Repeated(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));
}
