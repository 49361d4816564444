using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Crypto;
using Ringback.Verification.Types;

namespace Ringback.Core.Tests.Verify;

/// <summary>
/// What each provider sends, signed here by its documentation and not by our table. That the reading is right, the
/// vectors of <see cref="GoldenVectorTests"/> and the providers' own libraries say.
/// </summary>
internal static class ProviderCases
{
    public const string Secret = "whsec_0a1b2c3d4e5f";
    public const string Whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string AdyenKey = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
    private const string OtherSecret = "whsec_another";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static byte[] Seed { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static byte[] Ed25519Public { get; } = Ed25519.DerivePublicKey(Seed);

    public static ECDsa Ecdsa { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static RSA Rsa { get; } = RSA.Create(2048);

    public static IReadOnlyList<ProviderCase> All { get; } = [.. Hmac(), .. Standard(), .. PublicKeys(), .. Tokens(), Adyen(), Twilio(), Mandrill(), Braintree(), .. SharedTokens()];

    public static ProviderCase Of(string type) => All.First(c => c.Type == type);

    public static string Seconds(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string Milliseconds(DateTimeOffset now) => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static byte[] Mac(string secret, params object[] parts) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Join(parts));

    public static byte[] Join(params object[] parts) => [.. parts.SelectMany(part => part as byte[] ?? Encoding.UTF8.GetBytes((string)part))];

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    public static string B64(byte[] bytes) => Convert.ToBase64String(bytes);

    private static ProviderCase Case(string type, string[] headers, Func<byte[], DateTimeOffset, string[]> sign, TimeSpan? tolerance = null) =>
        new(type, $$"""{"secret":"{{Secret}}"}""", $$"""{"secret":"{{OtherSecret}}"}""",
            (body, now) => Sources.Post(body, headers.Zip(sign(body, now))))
        {
            Headers = headers,
            Tolerance = tolerance,
        };

    private static IEnumerable<ProviderCase> Hmac()
    {
        yield return Case("stripe", ["Stripe-Signature"], (b, t) => [$"t={Seconds(t)},v1={Hex(Mac(Secret, Seconds(t), ".", b))},v0={Hex(Mac("x", b))}"], FiveMinutes);
        yield return Case("github", ["X-Hub-Signature-256"], (b, _) => ["sha256=" + Hex(Mac(Secret, b))]);
        yield return Case("shopify", ["X-Shopify-Hmac-Sha256"], (b, _) => [B64(Mac(Secret, b))]);
        yield return Case("slack", ["X-Slack-Signature", "X-Slack-Request-Timestamp"], (b, t) => ["v0=" + Hex(Mac(Secret, "v0:", Seconds(t), ":", b)), Seconds(t)], FiveMinutes);
        yield return Case("square", ["x-square-hmacsha256-signature"], (b, _) => [B64(Mac(Secret, Sources.Url, b))]);
        yield return Case("paddle", ["Paddle-Signature"], (b, t) => [$"ts={Seconds(t)};h1={Hex(Mac(Secret, Seconds(t), ":", b))}"], TimeSpan.FromSeconds(5));
        yield return Case("zendesk", ["X-Zendesk-Webhook-Signature", "X-Zendesk-Webhook-Signature-Timestamp"], (b, t) => [B64(Mac(Secret, t.ToString("O"), b)), t.ToString("O")], FiveMinutes);
        yield return Case("hubspot", ["X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"], (b, t) => [B64(Mac(Secret, "POST", Sources.Url, b, Milliseconds(t))), Milliseconds(t)], FiveMinutes);
        yield return Case("x", ["x-twitter-webhooks-signature"], (b, _) => ["sha256=" + B64(Mac(Secret, b))]);
        yield return Case("zoom", ["x-zm-signature", "x-zm-request-timestamp"], (b, t) => ["v0=" + Hex(Mac(Secret, "v0:", Seconds(t), ":", b)), Seconds(t)], FiveMinutes);
        yield return Case("airwallex", ["x-signature", "x-timestamp"], (b, t) => [Hex(Mac(Secret, Milliseconds(t), b)), Milliseconds(t)], FiveMinutes);
        yield return Case("checkbook", ["Signature"], (b, _) => [$"nonce=1243549809,signature={Hex(Mac(Secret, b, "1243549809"))}"]);
        yield return Case("docusign", ["X-DocuSign-Signature-1"], (b, _) => [B64(Mac(Secret, b))]);
        yield return Case("easypost", ["X-Hmac-Signature"], (b, _) => ["hmac-sha256-hex=" + Hex(Mac(Secret, b))]);
        yield return Case("nango", ["X-Nango-Hmac-Sha256"], (b, _) => [Hex(Mac(Secret, b))]);
        yield return Case("port-io", ["x-port-signature", "x-port-timestamp"], (b, t) => ["v1," + B64(Mac(Secret, Seconds(t), ".", b)), Seconds(t)], FiveMinutes);
        yield return Case("rutter", ["X-Rutter-Signature"], (b, _) => ["sha256=" + B64(Mac(Secret, b))]);
        yield return Case("segment", ["X-Signature"], (b, _) => [Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), b))]);
        yield return Case("tailscale", ["Tailscale-Webhook-Signature"], (b, t) => [$"t={Seconds(t)},v1={Hex(Mac(Secret, Seconds(t), ".", b))}"], FiveMinutes);
        yield return Case("veriff", ["x-hmac-signature"], (b, _) => [Hex(Mac(Secret, b))]);
        yield return Case("razorpay", ["X-Razorpay-Signature"], (b, _) => [Hex(Mac(Secret, b))]);
        yield return Case("woocommerce", ["X-WC-Webhook-Signature"], (b, _) => [B64(Mac(Secret, b))]);
        yield return Case("bitbucket", ["X-Hub-Signature"], (b, _) => ["sha256=" + Hex(Mac(Secret, b))]);
        yield return Case("dropbox", ["X-Dropbox-Signature"], (b, _) => [Hex(Mac(Secret, b))]);
        yield return Case("trello", ["X-Trello-Webhook"], (b, _) => [B64(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Join(b, Sources.Url)))]) with
        {
            Body = """{"action":{"id":"51f1","type":"updateCard"}}""",
        };
        yield return Case("intercom", ["X-Hub-Signature"], (b, _) => ["sha1=" + Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), b))]) with
        {
            Body = """{"type":"notification_event","topic":"contact.created","id":"notif_1"}""",
        };
        yield return Case("jira", ["X-Hub-Signature"], (b, _) => ["sha256=" + Hex(Mac(Secret, b))]);
        yield return Case("asana", ["X-Hook-Signature"], (b, _) => [Hex(Mac(Secret, b))]) with
        {
            Body = """{"events":[{"action":"changed","created_at":"2026-03-04T05:06:07.123Z","resource":{"gid":"1","resource_type":"task"}}]}""",
        };
        yield return Case("websub", ["X-Hub-Signature"], (b, _) => ["sha384=" + Hex(HMACSHA384.HashData(Encoding.UTF8.GetBytes(Secret), b))]) with
        {
            Config = $$"""{"topic":"https://blog.example.com/feed","secret":"{{Secret}}"}""",
            OtherConfig = $$"""{"topic":"https://blog.example.com/feed","secret":"{{OtherSecret}}"}""",
        };
        yield return Case("mailgun", [], (_, _) => [], TimeSpan.FromHours(9)) with
        {
            // What is signed stands last: the rest of the body isn't.
            Send = (_, t) => Sources.Post(Join("""{"event-data":{"event":"opened","id":"aa","timestamp":77.5},"signature":""",
                $$$"""{"token":"f0e1","timestamp":"{{{Seconds(t)}}}","signature":"{{{Hex(Mac(Secret, Seconds(t), "f0e1"))}}}"}}""")),
        };
        yield return Case("linear", ["Linear-Signature"], (b, _) => [Hex(Mac(Secret, b))]) with
        {
            Body = $$"""{"action":"create","webhookTimestamp":{{Milliseconds(Sources.Now)}}}""",
            Tolerance = TimeSpan.FromSeconds(60),
        };
        yield return Case("meta", ["X-Hub-Signature-256"], (b, _) => ["sha256=" + Hex(Mac(Secret, b))]) with
        {
            Config = $$"""{"secret":"{{Secret}}","verifyToken":"vt"}""",
            OtherConfig = $$"""{"secret":"{{OtherSecret}}","verifyToken":"vt"}""",
        };
        yield return Case("panda-doc", [], (_, _) => []) with
        {
            Send = (b, _) => Sources.Post(b) with { Url = $"{Sources.Url}?signature={Hex(Mac(Secret, b))}" },
        };
        yield return Case("generic-hmac", ["X-Sig", "X-Time"], (b, t) => [$"a=1;s={B64(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), Join("POST|", t.ToString("O"), "|", b)))}", t.ToString("O")], FiveMinutes) with
        {
            Config = GenericConfig(Secret),
            OtherConfig = GenericConfig(OtherSecret),
        };
    }

    private static string GenericConfig(string secret) => $$"""
        {"secret":"{{secret}}","hash":"sha512","encoding":"base64","signatureHeader":"X-Sig","signatureKey":"s","separator":";",
         "timestampHeader":"X-Time","timestampUnit":"rfc3339","toleranceSeconds":300,"template":"{method}|{timestamp}|{body}"}
        """;

    private static IEnumerable<ProviderCase> Standard()
    {
        foreach (var (type, prefix) in ((string, string)[])[("standard-webhooks", "webhook-"), ("svix", "svix-"), ("clerk", "svix-"), ("open-ai", "webhook-"), ("gitlab", "webhook-")])
        {
            var field = type == "gitlab" ? "signingSecret" : "secret";
            string[] names = [prefix + "id", prefix + "timestamp", prefix + "signature"];
            yield return new(type, $$"""{"{{field}}":"{{Whsec}}"}""", $$"""{"{{field}}":"whsec_{{B64(new byte[24])}}"}""", (b, t) => Sources.Post(b, names.Zip(
                [
                    "msg_1", Seconds(t),
                    "v1," + B64(HMACSHA256.HashData(Convert.FromBase64String(Whsec["whsec_".Length..]), Join("msg_1.", Seconds(t), ".", b))),
                ])))
            {
                Headers = names,
                Tolerance = FiveMinutes,
            };
        }
    }

    private static IEnumerable<ProviderCase> PublicKeys()
    {
        var other = Ed25519.DerivePublicKey(new byte[32]);
        yield return new("discord", $$"""{"publicKey":"{{Hex(Ed25519Public)}}"}""", $$"""{"publicKey":"{{Hex(other)}}"}""", (b, t) => Sources.Post(b,
            ("X-Signature-Ed25519", Hex(Signed(Join(Seconds(t), b)))), ("X-Signature-Timestamp", Seconds(t))))
        {
            Headers = ["X-Signature-Ed25519", "X-Signature-Timestamp"],
            Tolerance = FiveMinutes,
        };
        yield return new("telnyx", $$"""{"publicKey":"{{B64(Ed25519Public)}}"}""", $$"""{"publicKey":"{{B64(other)}}"}""", (b, t) => Sources.Post(b,
            ("telnyx-signature-ed25519", B64(Signed(Join(Seconds(t), "|", b)))), ("telnyx-timestamp", Seconds(t))))
        {
            Headers = ["telnyx-signature-ed25519", "telnyx-timestamp"],
            Tolerance = FiveMinutes,
        };

        using var otherEcdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return new("sendgrid", $$"""{"publicKey":"{{B64(Ecdsa.ExportSubjectPublicKeyInfo())}}"}""", $$"""{"publicKey":"{{B64(otherEcdsa.ExportSubjectPublicKeyInfo())}}"}""", (b, t) => Sources.Post(b,
            ("X-Twilio-Email-Event-Webhook-Signature", B64(Ecdsa.SignData(Join(Seconds(t), b), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))),
            ("X-Twilio-Email-Event-Webhook-Timestamp", Seconds(t))))
        {
            Headers = ["X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"],
            Tolerance = FiveMinutes,
        };

        using var otherRsa = RSA.Create(2048);
        yield return new("orum-io", Pem(Rsa), Pem(otherRsa), (b, _) => Sources.Post(b,
            ("Signature", B64(Rsa.SignData(Join(b, "2026-03-04T05:06:07Z"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))))
        {
            Body = """{"event_id":"1","created_at":"2026-03-04T05:06:07Z"}""",
            Headers = ["Signature"],
            Tolerance = FiveMinutes,
        };

        static string Pem(RSA key) => $$"""{"publicKey":{{System.Text.Json.JsonSerializer.Serialize(key.ExportSubjectPublicKeyInfoPem())}}}""";
    }

    private static byte[] Signed(byte[] content) => Ed25519.Sign(Seed, Ed25519Public, content, content.Length);

    private static IEnumerable<ProviderCase> Tokens()
    {
        yield return Token("gitlab", "token", "X-Gitlab-Token", Secret);
        yield return Token("vapi", "secret", "X-Vapi-Secret", Secret);
        yield return Token("openclaw", "secret", "Authorization", "Bearer " + Secret);
        yield return Token("adobe-sign", "clientId", "X-AdobeSign-ClientId", Secret);
        yield return Token("azure-event-grid", "secret", "Authorization", Secret) with { Body = """[{"id":"1","topic":"/t","eventType":"Order.Paid","data":{}}]""" };
        yield return Token("cloudevents", "secret", "Authorization", "Bearer " + Secret) with { Body = """{"specversion":"1.0","id":"1","source":"/shop","type":"com.example.paid"}""" };
        yield return Token("okta", "secret", "Authorization", Secret) with { Body = """{"eventId":"e1","data":{"events":[{"uuid":"u1","eventType":"user.lifecycle.create"}]}}""" };
        yield return new("microsoft-graph", $$"""{"clientState":"{{Secret}}"}""", $$"""{"clientState":"{{OtherSecret}}"}""", (b, _) => Sources.Post(b))
        {
            Body = $$"""{"value":[{"id":"n1","subscriptionId":"s1","changeType":"updated","clientState":"{{Secret}}"}]}""",
        };
        yield return Token("api-key", "key", "X-API-Key", Secret);
        yield return new("basic", """{"username":"u","password":"p"}""", """{"username":"u","password":"other"}""", (b, _) => Sources.Post(b, ("Authorization", "Basic dTpw")))
        {
            Headers = ["Authorization"],
        };

        static ProviderCase Token(string type, string field, string header, string value) =>
            new(type, $$"""{"{{field}}":"{{Secret}}"}""", $$"""{"{{field}}":"{{OtherSecret}}"}""", (b, _) => Sources.Post(b, (header, value))) { Headers = [header] };
    }

    private static ProviderCase Adyen() => new("adyen", $$"""{"secret":"{{AdyenKey}}"}""", """{"secret":"00ff"}""", (b, _) => Sources.Post(b))
    {
        // The signed text, key and signature of Adyen's documentation and libraries.
        Body = AdyenItems("coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="),
    };

    public static string AdyenItems(params string[] signatures) => "{\"live\":\"false\",\"notificationItems\":[" + string.Join(',', signatures.Select(signature => $$$"""
        {"NotificationRequestItem":{"additionalData":{"hmacSignature":"{{{signature}}}"},"amount":{"value":1130,"currency":"EUR"},
        "pspReference":"7914073381342284","eventCode":"AUTHORISATION","eventDate":"2019-05-06T17:15:34.121+02:00","merchantAccountCode":"TestMerchant",
        "merchantReference":"TestPayment-1407325143704","paymentMethod":"visa","success":"true"}}
        """)) + "]}";

    private static ProviderCase Twilio() => new("twilio", $$"""{"secret":"{{Secret}}"}""", $$"""{"secret":"{{OtherSecret}}"}""", (b, _) =>
    {
        var fields = Encoding.UTF8.GetString(b).Split('&').Select(pair => pair.Split('=')).OrderBy(pair => pair[0], StringComparer.Ordinal);
        var content = Sources.Url + string.Concat(fields.Select(pair => pair[0] + Uri.UnescapeDataString(pair[1])));
        return Sources.Post(b, ("X-Twilio-Signature", B64(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(content)))),
            ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
    })
    {
        Body = "To=%2B18005551212&From=%2B14158675309&MessageSid=SM1&Body=gr%C3%BC%C3%9Fe",
        Headers = ["X-Twilio-Signature"],
    };

    private static ProviderCase Mandrill() => new("mandrill", $$"""{"secret":"{{Secret}}"}""", $$"""{"secret":"{{OtherSecret}}"}""", (b, _) => Sources.Post(b,
        ("X-Mandrill-Signature", B64(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Join(Sources.Url, "mandrill_events", Uri.UnescapeDataString(Encoding.UTF8.GetString(b)["mandrill_events=".Length..]))))),
        ("Content-Type", "application/x-www-form-urlencoded")))
    {
        Body = "mandrill_events=" + Uri.EscapeDataString("""[{"event":"send","_id":"m1","ts":1772600767}]"""),
        Headers = ["X-Mandrill-Signature"],
    };

    private static ProviderCase Braintree() => new("braintree", $$"""{"publicKey":"pk1","privateKey":"{{Secret}}"}""", $$"""{"publicKey":"pk1","privateKey":"{{OtherSecret}}"}""", (b, _) => Sources.Post(
        Join("bt_signature=pk1%7C", Hex(HMACSHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(Secret)), b)), "&bt_payload=", Uri.EscapeDataString(Encoding.UTF8.GetString(b))),
        ("Content-Type", "application/x-www-form-urlencoded")))
    {
        Body = B64("<notification><timestamp>2026-03-04T05:06:07Z</timestamp><kind>subscription_charged_successfully</kind></notification>"u8.ToArray()),
    };

    private static IEnumerable<ProviderCase> SharedTokens()
    {
        const string Key = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
        const string OtherKey = "f9e8d7c6b5a493827160f5e4d3c2b1a0";
        yield return new("monday", $$"""{"secret":"{{Key}}"}""", $$"""{"secret":"{{OtherKey}}"}""", (b, t) => Sources.Post(b,
            ("Authorization", Token(Key, $$"""{"exp":{{t.AddMinutes(5).ToUnixTimeSeconds()}}}"""))))
        {
            Body = """{"event":{"type":"create_pulse","triggerUuid":"b5ed2e17"}}""",
            Headers = ["Authorization"],
        };
        yield return new("atlassian-connect", $$"""{"clientKey":"jira:1","secret":"{{Key}}"}""", $$"""{"clientKey":"jira:1","secret":"{{OtherKey}}"}""", (b, t) => Sources.Post(b,
            ("Authorization", "JWT " + Token(Key, $$"""{"iss":"jira:1","exp":{{t.AddMinutes(5).ToUnixTimeSeconds()}},"qsh":"{{Hex(SHA256.HashData("POST&/in/tok_1&"u8))}}"}"""))))
        {
            Headers = ["Authorization"],
        };

        static string Token(string key, string claims)
        {
            var content = System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
            return content + "." + System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(content)));
        }
    }
}
