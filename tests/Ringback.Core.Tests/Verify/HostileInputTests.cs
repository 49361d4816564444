using System.Net;
using System.Text;
using System.Text.Json;
using Ringback.Core.Cron;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Whatever is sent, every type answers: nothing throws, and nothing that wasn't signed is accepted.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Pieces =
    [
        "t=", "v1=", "v0=", "ts=", "h1=", "s=", "nonce=", "signature=", "sha256=", "v1,", "Bearer ", "Basic ", "hmac-sha256-hex=", ",", ";", " ", "=", "==",
        "0", "1772600767", "1772600767500", "9223372036854775807", "99999999999999999999999", "-1", "1e9", "2026-03-04T05:06:07Z", "0001-01-01", "9999-12-31T23:59:59Z",
        "\0", "\r\n", "\u00fc", "\u0661", "\ud83d", "\ud83d\ude00", "%", "%zz", "%ff", "%00", "+", "&", "?", "#", "a=b", "AAAA", "////", "zz", "deadbeef",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "MEUCIGHQVtGj", "MAYCAQECAQE=",
        "{", "}", "[", "]", "\"", ":", "\\ud800", "{\"type\":\"url_verification\",\"challenge\":", "\"webhookTimestamp\":", "\"notificationItems\":[", "\"created_at\":",
    ];

    private static readonly string[] Urls = ["", "?", "/x?signature=", "https://", "https://[::1", "https://a:b:c/?", "::::", "https://h/?signature=%zz&signature=", "\0"];

    public static TheoryData<string> Types => [.. SourceTypes.Names.Where(name => name is not ("generic-webhook" or "paypal" or "strava" or "monday"))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_requests(string type)
    {
        var config = ProviderCases.All.FirstOrDefault(c => c.Type == type)?.Config ?? type switch
        {
            "ip-allow-list" => """{"addresses":["203.0.113.0/24"]}""",
            "aws-sns" => """{"topicArn":"arn:aws:sns:eu-west-1:1:t"}""",
            "google-pubsub" => """{"audience":"a","serviceAccount":"b"}""",
            "plaid" => """{"clientId":"c","secret":"s"}""",
            "cron" => """{"schedule":"* * * * *","payload":"{}"}""",
            _ => $$"""{"secret":"{{ProviderCases.Whsec}}"}""",
        };
        var source = Sources.Build(type, config);
        var names = ProviderCases.All.Where(c => c.Type == type).SelectMany(c => c.Headers)
            .Concat(["webhook-id", "webhook-timestamp", "webhook-signature", "Authorization", "Content-Type", "svix-id", "X-Time"]).ToArray();
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var headers = new List<(string, string)>();
            foreach (var name in names)
            {
                for (var times = random.Next(20) == 0 ? 2 : random.Next(5) == 0 ? 0 : 1; times > 0; times--) headers.Add((name, Text(random)));
            }
            if (random.Next(3) == 0) headers.Add(("Content-Type", "application/x-www-form-urlencoded"));
            var request = new IncomingRequest
            {
                Method = random.Next(4) == 0 ? "GET" : "POST",
                Url = random.Next(2) == 0 ? Urls[random.Next(Urls.Length)] : Sources.Url + "?" + Text(random),
                Headers = new HeaderTable(headers),
                Body = Body(random),
                RemoteAddress = IPAddress.IPv6Loopback,
            };
            var result = source.Check(request);
            if (result.IsAccepted || result.Reason.Length == 0) throw new InvalidOperationException($"{type}: {JsonSerializer.Serialize(headers.Select(h => h.ToString()))}");
            source.Events.Split(request);
        }
    }

    /// <summary>What was signed, with one thing about it broken: a byte, a header cut short, a header ten thousand parts long.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Broken_requests(string type)
    {
        foreach (var provider in ProviderCases.All.Where(c => c.Type == type))
        {
            var source = Sources.Build(type, provider.Config);
            var request = provider.Request();
            var headers = (HeaderTable)request.Headers;
            foreach (var name in provider.Headers)
            {
                var value = headers.Value(name, 0);
                for (var length = 0; length < value.Length; length += 3) Refused(name, value[..length]);
                Refused(name, value + "\0");
                Refused(name, "\0" + value);
                Refused(name, new string('9', 5_000));
                Refused(name, string.Join(',', Enumerable.Repeat("v1=" + new string('0', 64), 10_000)));
                Refused(name, string.Join(' ', Enumerable.Repeat("v1,AAAA", 10_000)));
                Refused(name, string.Join(';', Enumerable.Repeat(value, 10_000)));
            }

            void Refused(string name, string value)
            {
                var result = source.Check(request with { Headers = headers.Without(name).With(name, value) });
                // A list may hold more than what counts, and that may be cut.
                var counts = provider.Type switch
                {
                    "stripe" => headers.Value(name, 0).Split(",v0")[0],
                    "generic-hmac" => headers.Value(name, 0).Replace("a=1;", "", StringComparison.Ordinal),
                    _ => "nothing",
                };
                if (!value.Contains(counts, StringComparison.Ordinal) || value.Length > ValuePlace.LongestHeader) result.IsAccepted.ShouldBeFalse(value.Length > 200 ? name : value);
            }
        }
    }

    [Fact]
    public void A_body_of_deep_json_is_an_event_without_an_id()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 100_000));
        foreach (var type in (string[])["hubspot", "stripe", "slack"])
        {
            var source = Sources.Build(type, """{"secret":"s"}""");
            source.Events.Split(Sources.Post(deep)).ShouldHaveSingleItem().Id.ShouldBeNull();
        }
        Sources.Build("adyen", """{"secret":"00"}""").Check(Sources.Post(deep)).Refusal.ShouldBe(Refusal.Malformed);
    }

    [Fact]
    public void A_form_of_many_fields_is_refused()
    {
        var body = string.Join('&', Enumerable.Repeat("a=1", 5_000));
        Sources.Build("twilio", """{"secret":"s"}""").Check(Sources.Post(body, ("X-Twilio-Signature", Convert.ToBase64String(new byte[20])), ("Content-Type", "application/x-www-form-urlencoded")))
            .Refusal.ShouldBe(Refusal.Malformed);
    }

    [Fact]
    public void Random_configurations_are_refused_or_read()
    {
        var random = new Random(13);
        var types = new SourceTypes(null!, CronSource.Build);
        foreach (var type in SourceTypes.Names)
        {
            for (var i = 0; i < 100; i++)
            {
                var text = JsonSerializer.Serialize(Text(random)).Replace("\\uD83D", "\\ud83d");
                var json = $$"""{"secret":{{text}},"publicKey":{{text}},"token":{{(i % 3 == 0 ? text : "[1]")}},"also":[{"type":{{text}}},{{i}}],"template":{{text}},"addresses":[{{text}}]}""";
                types.TryBuild(type, Sources.Json(json), out var source, out var errors).ShouldBe(source is not null);
                errors.Count.ShouldBeGreaterThan(0);
            }
        }
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(7); i >= 0; i--) text.Append(random.Next(12) == 0 ? ((char)random.Next(0x10000)).ToString() : Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    private static byte[] Body(Random random)
    {
        if (random.Next(3) > 0) return Encoding.UTF8.GetBytes(Text(random) + Text(random));
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return bytes;
    }
}
