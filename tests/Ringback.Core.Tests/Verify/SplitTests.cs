using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>
/// Whoever has caught one signed request makes no other of it: not by moving bytes between the timestamp (or a signed id, or the URL)
/// and the body. Every row of the table is tried, a new one with it.
/// </summary>
public sealed class SplitTests
{
    private const string AdyenKey = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

    public static TheoryData<string> Rows => [.. ProviderRows.All.Where(row => (row.Scheme.Timestamp ?? row.Scheme.Id) is not null).Select(row => row.Type)];

    public static TheoryData<string> RowsWithUrl =>
        [.. ProviderRows.All.Where(row => row.Scheme.Signed.ToString().Contains("{url}{body}", StringComparison.Ordinal)).Select(row => row.Type)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Bytes_do_not_move_between_a_signed_place_and_the_body(string type)
    {
        var provider = ProviderCases.Of(type);
        var scheme = ProviderRows.All.First(row => row.Type == type).Scheme;
        // Digits at both ends: what would be a timestamp or an id just as well.
        foreach (var body in (string[])[provider.Body, provider.Body + "7", "7" + provider.Body, "1772600767", "2026-03-04T05:06:07Z{}"])
        {
            var request = (provider with { Body = body }).Request();
            // What no provider sends nobody can catch: a body that could go on as the id is refused by itself.
            if (!Sources.Build(type, provider.Config).Check(request).IsAccepted)
            {
                (scheme.Id is not null || scheme.Timestamp is not (HeaderPlace or ListPlace) || type == "hubspot").ShouldBeTrue(type);
                continue;
            }
            foreach (var place in new[] { scheme.Timestamp, scheme.Id })
            {
                if (place is null || place.ReadOne(request, out var text) != PlaceStatus.Found) continue;
                for (var count = 1; count < 20; count++)
                {
                    // From one to the other, whichever stands first in what is signed.
                    Refused(text + First(body, count), Without(body, count, atEnd: false));
                    Refused(First(text, text.Length - count), Last(text, count) + body);
                    Refused(Last(body, count) + text, Without(body, count, atEnd: true));
                    Refused(Last(text, text.Length - count), body + First(text, count));
                }

                void Refused(string other, string otherBody)
                {
                    if (other == text) return;
                    var headers = ((HeaderTable)request.Headers).Lines.Select(line => (line.Name, line.Value.Replace(text, other, StringComparison.Ordinal)));
                    var forged = request with { Headers = new HeaderTable(headers), Body = Encoding.UTF8.GetBytes(otherBody) };
                    // With every age allowed, so that the form alone protects.
                    foreach (var tolerance in (int[])[0, 86_400])
                        Build(provider, tolerance).Check(forged, Moment(other)).IsAccepted.ShouldBeFalse($"'{other}' and '{otherBody}'");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsWithUrl))]
    public void Bytes_do_not_move_between_the_URL_and_the_body(string type)
    {
        var provider = ProviderCases.Of(type);
        var source = Sources.Build(type, provider.Config);
        var url = Sources.Url + "?a=1";
        var request = type == "square" ? Square(url, provider.Body) : HubSpot(url, provider.Body);
        source.Check(request).IsAccepted.ShouldBeTrue();
        for (var count = 1; count < provider.Body.Length; count++)
            source.Check(request with { Url = url + First(provider.Body, count), Body = Encoding.UTF8.GetBytes(provider.Body[count..]) }).IsAccepted.ShouldBeFalse();
        for (var count = 1; count < 5; count++)
            source.Check(request with { Url = url[..^count], Body = Encoding.UTF8.GetBytes(url[^count..] + provider.Body) }).IsAccepted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{timestamp}{body}", "seconds")]
    [InlineData("{body}{timestamp}", "seconds")]
    [InlineData("{timestamp}{body}", "milliseconds")]
    [InlineData("{timestamp}{body}", "rfc3339")]
    [InlineData("{timestamp}:{body}", "seconds")]
    [InlineData("{id}{body}", "seconds")]
    [InlineData("{id}.{timestamp}.{body}", "seconds")]
    [InlineData("{url}|{body}", "seconds")]
    [InlineData("{url}{body}", "seconds")]
    public void Templates_that_users_write_are_guarded_alike(string template, string unit)
    {
        var config = $$"""{"secret":"k","signatureHeader":"X-Sig","template":"{{template}}","timestampUnit":"{{unit}}","idHeader":"X-Id","timestampHeader":"X-Time","toleranceSeconds":86400}""";
        if (!template.Contains("{timestamp}", StringComparison.Ordinal)) config = config.Replace(""","toleranceSeconds":86400""", "", StringComparison.Ordinal);
        var source = Sources.Build("generic-hmac", config);
        var time = unit switch
        {
            "seconds" => ProviderCases.Seconds(Sources.Now),
            "milliseconds" => ProviderCases.Milliseconds(Sources.Now),
            _ => "2026-03-04T05:06:07Z",
        };
        source.Check(Of(time, "id1", Sources.Url, """{"a":1}""")).IsAccepted.ShouldBeTrue();
        // Signed as one thing, read as another.
        foreach (var (otherTime, id, url, body) in Other()) source.Check(Of(otherTime, id, url, body)).IsAccepted.ShouldBeFalse($"{otherTime} {id} {url} {body}");

        IEnumerable<(string Time, string Id, string Url, string Body)> Other()
        {
            if (template.Contains("{timestamp}", StringComparison.Ordinal))
            {
                foreach (var form in (string[])[time + "1", time[..^1], " " + time, "+" + time, "0" + time, time + " ", "-" + time, time + "\0"]) yield return (form, "id1", Sources.Url, "{}");
            }
            if (template.StartsWith("{id}", StringComparison.Ordinal)) yield return (time, template == "{id}{body}" ? "id1{" : "id1.1772600767", Sources.Url, "1}");
            if (template == "{id}{body}") yield return (time, "id", Sources.Url, "1{}");
            if (template.StartsWith("{url}", StringComparison.Ordinal)) yield return (time, "id1", Sources.Url + (template.Contains('|') ? "?a|b" : "?a{"), """{"a":1}""");
        }

        IncomingRequest Of(string timestamp, string id, string url, string body)
        {
            var text = template.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{url}", url, StringComparison.Ordinal).Replace("{body}", body, StringComparison.Ordinal);
            return Sources.Post(body, ("X-Sig", ProviderCases.Hex(ProviderCases.Mac("k", text))), ("X-Id", id), ("X-Time", timestamp)) with { Url = url };
        }
    }

    /// <summary>Whoever wrote the template reads which of its places can't be told from the next.</summary>
    [Theory]
    [InlineData("{url}|{body}", "?a|b", "id1", "{}", "the URL has a format that doesn't show where it ends")]
    [InlineData("{url}{body}", "?a{", "id1", "{}", "the URL, or where the body begins, has a format that doesn't show where it ends")]
    [InlineData("{url}{body}", "", "id1", "1", "the URL, or where the body begins, has a format that doesn't show where it ends")]
    [InlineData("{id}.{body}", "", "id.1", "{}", "the signed id has a format that doesn't show where it ends")]
    [InlineData("{body}.{id}", "", "id.1", "{}", "the signed id has a format that doesn't show where it ends")]
    [InlineData("{id}{body}", "", "id.1", "{}", "the signed id has a format that doesn't show where it ends")]
    [InlineData("{body}{id}", "", "id1", "1", "the signed id has a format that doesn't show where it ends")]
    [InlineData("{body}{id}", "", "id1", "{}", "")]
    [InlineData("{id}{body}", "", "id1", "", "")]
    [InlineData("{body}{id}", "", "id1", "", "")]
    [InlineData("{url}{body}", "?a=1", "id1", "", "")]
    public void A_place_without_an_end_is_named(string template, string query, string id, string body, string reason)
    {
        var config = $$"""{"secret":"k","signatureHeader":"X-Sig","template":"{{template}}","idHeader":"X-Id"}""";
        var text = template.Replace("{id}", id, StringComparison.Ordinal).Replace("{url}", Sources.Url + query, StringComparison.Ordinal).Replace("{body}", body, StringComparison.Ordinal);
        var request = Sources.Post(body, ("X-Sig", ProviderCases.Hex(ProviderCases.Mac("k", text))), ("X-Id", id)) with { Url = Sources.Url + query };
        Sources.Build("generic-hmac", config).Check(request).Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("{url}{id}{body}", "{url}{id}")]
    [InlineData("{id}{url}|{body}", "{id}{url}")]
    [InlineData("{method}{id}.{body}", "{method}{id}")]
    [InlineData("{id}{method}{body}", "{id}{method}")]
    [InlineData("{url}{method}{body}", "{url}{method}")]
    [InlineData("{id}{id}{body}", "{id}{id}")]
    [InlineData("{method}{url}{body}", null)]
    [InlineData("{id}{timestamp}{body}", null)]
    [InlineData("{url}|{id}|{body}", null)]
    [InlineData("{id}{body}", null)]
    public void A_template_without_a_border_is_no_configuration(string template, string? borderless)
    {
        var config = $$"""{"secret":"k","signatureHeader":"X-Sig","template":"{{template}}","idHeader":"X-Id","timestampHeader":"X-Time"}""";
        if (borderless is null) Sources.Build("generic-hmac", config).ShouldNotBeNull();
        else Sources.Errors("generic-hmac", config).ShouldContain(error => error.Problem.Contains(borderless, StringComparison.Ordinal));
    }

    /// <summary>Adyen joins eight fields with colons, and the merchant's reference, which a shopper may choose, can have some.</summary>
    [Theory]
    [InlineData("PSP1", "", "Shop", "order:1", "\"1:1000\"", "EUR", "AUTHORISATION")]
    [InlineData("PSP1", "", "Shop:order", "1", "\"1\"", "1000", "EUR:AUTHORISATION")]
    [InlineData("PSP1", "", "Shop", "order", "1", "1", "1000:EUR:AUTHORISATION")]
    [InlineData("PSP1:", "Shop", "order", "1:1", "1000", "EUR", "AUTHORISATION")]
    [InlineData("PSP1", ":Shop", "order", "1:1", "1000", "EUR", "AUTHORISATION")]
    public void Adyen_s_fields_are_cut_in_one_way(string psp, string original, string account, string reference, string value, string currency, string code)
    {
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromHexString(AdyenKey), Encoding.UTF8.GetBytes("PSP1::Shop:order:1:1:1000:EUR:AUTHORISATION:false")));
        var source = Sources.Build("adyen", $$"""{"secret":"{{AdyenKey}}"}""");
        source.Check(Sources.Post(Item("PSP1", "", "Shop", "order:1:1", "1000", "EUR", "AUTHORISATION"))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post(Item(psp, original, account, reference, value, currency, code))).Refusal.ShouldBe(Refusal.Malformed);

        string Item(string psp, string original, string account, string reference, string value, string currency, string code) => $$$$"""
            {"notificationItems":[{"NotificationRequestItem":{"pspReference":"{{{{psp}}}}","originalReference":"{{{{original}}}}","merchantAccountCode":"{{{{account}}}}",
            "merchantReference":"{{{{reference}}}}","amount":{"value":{{{{value}}}},"currency":"{{{{currency}}}}"},"eventCode":"{{{{code}}}}","success":"false","additionalData":{"hmacSignature":"{{{{signature}}}}"}}}]}
            """;
    }

    /// <summary>Twilio signs <c>CallSidCA1CallStatuscompletedFrom+1</c> and its like: one text, many forms.</summary>
    [Theory]
    [InlineData("CallSid=CA1&CallStatus=completed&From=%2B1", true)]
    [InlineData("From=%2B1&CallStatus=completed&CallSid=CA1", true)]
    [InlineData("CallSid=CA1&CallStatus=completed&CallStatus=completed&From=%2B1", false)]
    [InlineData("From=%2B1&From=%2B1&CallStatus=completed&CallSid=CA1", false)]
    [InlineData("CallSid=CA1CallStatuscompletedFrom%2B1", false)]
    [InlineData("CallSid=CA1CallStatuscompleted&From=%2B1", false)]
    [InlineData("CallSid=CA1&CallStatus=completedFrom%2B1", false)]
    [InlineData("CallSidCA1=&CallStatus=completed&From=%2B1", false)]
    [InlineData("Call=SidCA1&CallStatus=completed&From=%2B1", false)]
    [InlineData("CallSid=CA1&CallStatuscom=pleted&From=%2B1", false)]
    [InlineData("CallSid=CA1&Call=Statuscompleted&From=%2B1", false)]
    [InlineData("CallSidCA1CallStatuscompletedFrom%2B1", false)]
    [InlineData("C=allSidCA1&CallStatus=completed&From=%2B1", false)]
    [InlineData("CallSid=CA1&CallStatus=completedFrom&%2B=1", false)]
    public void Twilio_s_fields_of_a_closed_form_are_cut_in_one_way(string body, bool isTaken)
    {
        const string Sid = "CA0123456789abcdef0123456789abcdef";
        Twilio(body.Replace("CA1", Sid, StringComparison.Ordinal), Sources.Url, $"CallSid{Sid}CallStatuscompletedFrom+1").IsAccepted.ShouldBe(isTaken);
    }

    /// <summary>Real requests, with names and texts of customers in them.</summary>
    [Theory]
    [InlineData("AccountSid=AC0123456789abcdef0123456789abcdef&Body=CallStatus+of+MessageSid+SM1&From=CityCab&MessageSid=SM0123456789abcdef0123456789abcdef&NumMedia=0&NumSegments=1&To=whatsapp%3A%2B1")]
    [InlineData("CallSid=CA1&CallSidParent=CA0123456789abcdef0123456789abcdef&Direction=outbound-api&SipHeader_X-Account%21=1&user%5Bid%5D=7")]
    [InlineData("Message=Status+update&ErrorCode=30003&MessageStatus=undelivered&ErrorMessage=")]
    [InlineData("Field_number_Value=24&Field_number_Value=48&Message=Sid")]
    [InlineData("MessageStatus=&ErrorCode=&Num=Media+7")]
    public void Twilio_s_own_requests_are_taken(string body)
    {
        FormBody.TryParse(Encoding.UTF8.GetBytes(body), out var fields).ShouldBeTrue();
        Twilio(body, Sources.Url, string.Concat(fields.OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal).Select(f => f.Name + f.Value))).Refusal.ShouldBe(Refusal.None);
    }

    [Fact]
    public void Twilio_s_fields_do_not_move_into_the_URL()
    {
        const string Url = Sources.Url + "?a=1";
        const string Account = "AccountSidAC0123456789abcdef0123456789abcdef";
        Twilio("AccountSid=AC0123456789abcdef0123456789abcdef&CallSid=CA1", Url, Account + "CallSidCA1").IsAccepted.ShouldBeTrue();
        Twilio("CallSid=CA1", Url + Account, "CallSidCA1").IsAccepted.ShouldBeFalse();
        Twilio("", Url + Account + "CallSidCA1", "").IsAccepted.ShouldBeFalse();
    }

    /// <summary>Mandrill sends one field; its texts are of whoever sends mail.</summary>
    [Theory]
    [InlineData("", "mandrill_events=%5B%7B%22a%22%3A%22mandrill_events%5B%5D%22%7D%5D", true)]
    [InlineData("", "mandrill_=events%5B%7B%22a%22%3A%22mandrill_events%5B%5D%22%7D%5D", false)]
    [InlineData("", "mandrill_events%5B%7B%22a%22%3A%22=mandrill_events%5B%5D%22%7D%5D", false)]
    [InlineData("", "mandrill_events=%5B%7B%22a%22%3A%22&mandrill_events=%5B%5D%22%7D%5D", false)]
    [InlineData("", "mandrill_events=%5B%7B%22a%22%3A%22mandrill_events%5B%5D%22%7D%5D&mandrill_events=%5B%7B%22a%22%3A%22mandrill_events%5B%5D%22%7D%5D", false)]
    [InlineData("mandrill_events[{\"a\":\"", "mandrill_events=%5B%5D%22%7D%5D", false)]
    [InlineData("mandrill_events[{\"a\":\"mandrill_events[]\"}]", "", false)]
    public void Mandrill_s_one_field_is_the_only_one(string inUrl, string body, bool isTaken)
    {
        const string Url = Sources.Url + "?a=1";
        var signature = Convert.ToBase64String(HMACSHA1.HashData("k"u8, Encoding.UTF8.GetBytes(Url + """mandrill_events[{"a":"mandrill_events[]"}]""")));
        var request = Sources.Post(body, ("X-Mandrill-Signature", signature), ("Content-Type", "application/x-www-form-urlencoded")) with { Url = Url + inUrl };
        Sources.Build("mandrill", """{"secret":"k"}""").Check(request).IsAccepted.ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("1772600767", "Seconds", true)]
    [InlineData("01772600767", "Seconds", false)]
    [InlineData("177260076", "Seconds", false)]
    [InlineData("+1772600767", "Seconds", false)]
    [InlineData("1772600767 ", "Seconds", false)]
    [InlineData("1772600767.0", "Seconds", false)]
    [InlineData("177260076\u0667", "Seconds", false)]
    [InlineData("1772600767500", "Milliseconds", true)]
    [InlineData("1772600767", "Milliseconds", false)]
    [InlineData("2026-03-04T05:06:07Z", "Rfc3339", true)]
    [InlineData("2026-03-04T05:06:07.5Z", "Rfc3339", true)]
    [InlineData("2026-03-04T05:06:07.123456789+01:00", "Rfc3339", true)]
    [InlineData("2026-03-04T05:06:07.1234567890Z", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07", "Rfc3339", false)]
    [InlineData("2026-03-04 05:06:07Z", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07.Z", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07Z1", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07+01:00 ", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07+0100 ", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07+ 1:00", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07+1:00 ", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07+01:0 ", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07 01:00", "Rfc3339", false)]
    [InlineData("2026-03-04T05:06:07-01:00", "Rfc3339", true)]
    [InlineData("2026-13-04T05:06:07Z", "Rfc3339", false)]
    [InlineData("March 4, 2026", "Rfc3339", false)]
    [InlineData("", "Rfc3339", false)]
    public void A_timestamp_has_one_form(string text, string unit, bool isOfForm) =>
        TimestampForm.TryParse(text, Enum.Parse<TimestampUnit>(unit), out _).ShouldBe(isOfForm);

    [Theory]
    [InlineData("1772600767", "Seconds", 1_772_600_767_000)]
    [InlineData("1772600767500", "Milliseconds", 1_772_600_767_500)]
    [InlineData("2026-03-04T05:06:07.5Z", "Rfc3339", 1_772_600_767_500)]
    [InlineData("2026-03-04T06:06:07.1234567+01:00", "Rfc3339", 1_772_600_767_123)]
    [InlineData("2026-03-04T06:06:07.123456789+01:00", "Rfc3339", 1_772_600_767_123)]
    [InlineData("2026-03-04T05:06:07.999999999Z", "Rfc3339", 1_772_600_767_999)]
    public void A_timestamp_is_one_moment(string text, string unit, long moment)
    {
        TimestampForm.TryParse(text, Enum.Parse<TimestampUnit>(unit), out var time).ShouldBeTrue();
        time.ShouldBe(moment);
    }

    [Fact]
    public void Every_type_that_has_a_timestamp_has_a_tolerance()
    {
        foreach (var row in ProviderRows.All.Where(row => row.Scheme.Timestamp is not null))
        {
            row.Scheme.Tolerance.ShouldBeGreaterThan(TimeSpan.Zero, row.Type);
            // Mailgun tries for eight hours, with the timestamp of the first try.
            row.Scheme.Tolerance.ShouldBeLessThanOrEqualTo(row.Type == "mailgun" ? TimeSpan.FromHours(9) : TimeSpan.FromMinutes(5), row.Type);
        }
    }

    [Fact]
    public void A_tolerance_of_zero_is_this_very_second()
    {
        var provider = ProviderCases.Of("zoom");
        var source = Build(provider, 0);
        var signed = DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
        source.Check(provider.Request(), signed.AddMilliseconds(999)).IsAccepted.ShouldBeTrue();
        source.Check(provider.Request(), signed.AddSeconds(1)).Refusal.ShouldBe(Refusal.TooOld);
        source.Check(provider.Request(), signed.AddSeconds(-1)).Refusal.ShouldBe(Refusal.TooNew);
    }

    private static SourceProfile Build(ProviderCase provider, int tolerance)
    {
        var row = ProviderRows.All.First(row => row.Type == provider.Type);
        return Sources.Build(provider.Type, row.Scheme.Timestamp is null ? provider.Config : provider.Config[..^1] + $$""","{{row.ToleranceField}}":{{tolerance}}}""");
    }

    /// <summary>The moment that the text would be by the most lenient reading: then its age is no obstacle.</summary>
    private static DateTimeOffset Moment(string text)
    {
        if (long.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 253_402_300_799_000)
            return number > 100_000_000_000 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : Sources.Now;
    }

    private static IncomingRequest Square(string url, string body) =>
        Sources.Post(body, ("x-square-hmacsha256-signature", ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, url, body)))) with { Url = url };

    private static IncomingRequest HubSpot(string url, string body)
    {
        var time = ProviderCases.Milliseconds(Sources.Now);
        return Sources.Post(body, ("X-HubSpot-Signature-v3", ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, "POST", url, body, time))), ("X-HubSpot-Request-Timestamp", time)) with { Url = url };
    }

    /// <summary>A request whose signature is of that text behind the URL.</summary>
    private static VerificationResult Twilio(string body, string url, string signed)
    {
        var signature = Convert.ToBase64String(HMACSHA1.HashData("k"u8, Encoding.UTF8.GetBytes(url + signed)));
        return Sources.Build("twilio", """{"secret":"k"}""").Check(Sources.Post(body, ("X-Twilio-Signature", signature), ("Content-Type", "application/x-www-form-urlencoded")) with { Url = url });
    }

    private static string First(string text, int count) => text[..Math.Clamp(count, 0, text.Length)];

    private static string Last(string text, int count) => text[^Math.Clamp(count, 0, text.Length)..];

    private static string Without(string text, int count, bool atEnd) => atEnd ? First(text, text.Length - count) : text[Math.Min(count, text.Length)..];
}
