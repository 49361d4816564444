using System.Net;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Secrets retire, not configurations; and several secrets are good at once.</summary>
public sealed class RetiredSecretsTests
{
    private static readonly DateTimeOffset Until = Sources.Now.AddDays(1);

    public static TheoryData<string> WithoutSecret => [.. ProviderRows.All.Where(row => row.SecretIsOptional).Select(row => row.Type)];

    public static TheoryData<string> WithSecret =>
        [.. ProviderCases.All.Where(c => c.Config.Contains("\"secret\":\"", StringComparison.Ordinal)).Select(c => c.Type).Distinct()];

    [Theory]
    [MemberData(nameof(WithoutSecret))]
    public void Once_a_source_has_a_secret_nothing_unsigned_is_taken(string type)
    {
        var provider = ProviderCases.Of(type);
        foreach (var older in (string[])["{}", """{"secret":null}""", """{"eventIdPointer":"/id"}"""])
        {
            var source = Sources.Build(type, provider.Config, (older, Until));
            source.Check(Sources.Post(provider.Body)).IsAccepted.ShouldBeFalse(older);
            source.Check(provider.Request()).IsAccepted.ShouldBeTrue();
        }
    }

    [Fact]
    public void What_is_asked_for_on_top_holds_for_older_secrets()
    {
        var stripe = ProviderCases.Of("stripe");
        var strict = stripe.OtherConfig[..^1] + ""","also":[{"type":"ip-allow-list","config":{"addresses":["192.0.2.0/24"]}}]}""";
        var source = Sources.Build("stripe", strict, (stripe.Config, Until));
        source.Check(stripe.Request()).IsAccepted.ShouldBeTrue();
        source.Check(stripe.Request() with { RemoteAddress = IPAddress.Loopback }).Refusal.ShouldBe(Refusal.Address);
        // What the older one asked for besides is forgotten.
        source = Sources.Build("stripe", stripe.OtherConfig, (stripe.Config[..^1] + ""","also":[{"type":"ip-allow-list","config":{"addresses":["203.0.113.0/24"]}}]}""", Until));
        source.Check(stripe.Request()).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void Keys_of_what_is_asked_for_on_top_retire_too()
    {
        var source = Sources.Build("generic-webhook", OnTop("new", "X-New"), (OnTop("old", "X-Old"), Until));
        source.Check(Sources.Post("{}", ("X-New", "new"))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("X-New", "old"))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("X-Old", "old"))).IsAccepted.ShouldBeFalse();
        source.Check(Sources.Post("{}")).IsAccepted.ShouldBeFalse();

        var stripe = ProviderCases.Of("stripe");
        source = Sources.Build("stripe", stripe.OtherConfig[..^1] + "," + OnTop("new", "X-Key")[1..], (stripe.Config[..^1] + "," + OnTop("old", "X-Key")[1..], Until));
        var request = stripe.Request();
        source.Check(request with { Headers = ((HeaderTable)request.Headers).With("X-Key", "old") }).IsAccepted.ShouldBeTrue();
        source.Check(request with { Headers = ((HeaderTable)request.Headers).With("X-Key", "other") }).IsAccepted.ShouldBeFalse();
        source.Check(request).IsAccepted.ShouldBeFalse();

        const string New = """{"also":[{"type":"basic","config":{"username":"u2","password":"p2"}}]}""";
        source = Sources.Build("generic-webhook", New, ("""{"also":[{"type":"basic","config":{"username":"u","password":"p"}}]}""", Until));
        foreach (var (user, isTaken) in ((string, bool)[])[("u2:p2", true), ("u:p", true), ("u:p2", false), ("u2:p", false)])
            source.Check(Sources.Post("{}", ("Authorization", "Basic " + ProviderCases.B64(System.Text.Encoding.UTF8.GetBytes(user))))).IsAccepted.ShouldBe(isTaken, user);
        // What doesn't stand there in the same form has no keys to go on.
        foreach (var older in (string[])["{}", "[]", "[1]", """[{"type":"api-key","config":{"key":"k"}}]""", """[{"type":"basic"}]""", """[{"type":"basic","config":7}]"""])
        {
            source = Sources.Build("generic-webhook", New, ($$"""{"also":{{older}}}""", Until));
            source.Check(Sources.Post("{}", ("Authorization", "Basic dTI6cDI="))).IsAccepted.ShouldBeTrue(older);
            source.Check(Sources.Post("{}", ("X-API-Key", "k"))).IsAccepted.ShouldBeFalse(older);
        }

        static string OnTop(string key, string header) => $$$"""{"also":[{"type":"api-key","config":{"key":"{{{key}}}","header":"{{{header}}}"}}]}""";
    }

    [Fact]
    public void The_tolerance_and_the_scheme_are_the_current_ones()
    {
        var stripe = ProviderCases.Of("stripe");
        var source = Sources.Build("stripe", stripe.OtherConfig[..^1] + ""","toleranceSeconds":10}""", (stripe.Config[..^1] + ""","toleranceSeconds":86400}""", Until));
        source.Check(stripe.Request(), Sources.Now.AddSeconds(5)).IsAccepted.ShouldBeTrue();
        source.Check(stripe.Request(), Sources.Now.AddSeconds(20)).IsAccepted.ShouldBeFalse();

        const string Signed = """{"secret":"new","signatureHeader":"X-Sig","template":"{method}.{body}"}""";
        const string Older = """{"secret":"6f6c64","keyEncoding":"hex","signatureHeader":"X-Sig"}""";
        source = Sources.Build("generic-hmac", Signed, (Older, Until));
        source.Check(Sources.Post("{}", ("X-Sig", ProviderCases.Hex(ProviderCases.Mac("old", "{}"))))).IsAccepted.ShouldBeFalse();
        source.Check(Sources.Post("{}", ("X-Sig", ProviderCases.Hex(ProviderCases.Mac("old", "POST.{}"))))).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(WithSecret))]
    public void Any_of_several_secrets_verifies(string type)
    {
        var provider = ProviderCases.Of(type);
        var (right, wrong) = (SecretOf(provider.Config), SecretOf(provider.OtherConfig));
        Check($"[{wrong},{right}]").ShouldBeTrue();
        Check($"[{right}]").ShouldBeTrue();
        Check($"[{wrong}]").ShouldBeFalse();
        Sources.Build(type, With($"[{wrong},{right}]")).SecretFields.ShouldContain("secret");
        // Retired and several at once.
        Sources.Build(type, provider.OtherConfig, (With($"[{wrong},{right}]"), Until)).Check(provider.Request()).IsAccepted.ShouldBeTrue();

        bool Check(string list) => Sources.Build(type, With(list)).Check(provider.Request()).IsAccepted;

        string With(string list) => provider.Config.Replace($"\"secret\":{right}", $"\"secret\":{list}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stripe", """{"secret":[]}""")]
    [InlineData("github", """{"secret":[]}""")]
    [InlineData("github", """{"secret":["a",null]}""")]
    [InlineData("stripe", """{"secret":["a",1]}""")]
    [InlineData("stripe", """{"secret":["a",""]}""")]
    [InlineData("stripe", """{"secret":[["a"]]}""")]
    [InlineData("stripe", """{"secret":["1","2","3","4","5","6"]}""")]
    [InlineData("clerk", """{"secret":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","x"]}""")]
    public void What_is_no_list_of_secrets_is_told(string type, string config) =>
        Sources.Errors(type, config).ShouldContain(error => error.Loc[0] == "secret");

    [Theory]
    [InlineData("1772600767500", true)]
    [InlineData("\"1772600767500\"", false)]
    [InlineData("[1772600767500]", false)]
    [InlineData("null", false)]
    [InlineData("1772600767500.0", false)]
    [InlineData("1.7726007675e12", false)]
    public void Linears_timestamp_is_a_number(string timestamp, bool accepted)
    {
        var body = $$"""{"webhookTimestamp":{{timestamp}}}""";
        var request = Sources.Post(body, ("Linear-Signature", ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, body))));
        Sources.Build("linear", ProviderCases.Of("linear").Config).Check(request).IsAccepted.ShouldBe(accepted);
    }

    private static string SecretOf(string config) => Sources.Json(config)!.Value.GetProperty("secret").GetRawText();
}
