using System.Text;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>The same questions to every provider.</summary>
public sealed class ProviderTests
{
    private static readonly string[] Unsigned = ["api-key", "basic", "gitlab#1", "vapi", "openclaw", "adobe-sign", "azure-event-grid", "cloudevents", "okta", "microsoft-graph", "monday", "atlassian-connect"];

    public static TheoryData<string> Names => [.. ProviderCases.All.Select(NameOf)];

    public static TheoryData<string> WithTolerance => [.. ProviderCases.All.Where(c => c.Tolerance is not null).Select(NameOf)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_provider_signed_is_accepted(string name)
    {
        var provider = Case(name);
        var source = Sources.Build(provider.Type, provider.Config);
        var result = source.Check(provider.Request());
        result.Reason.ShouldBe("");
        result.IsAccepted.ShouldBeTrue();
        result.Answer.ShouldBeNull();
        source.IsVerified.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_body_changed_on_the_way_is_refused(string name)
    {
        if (Unsigned.Contains(name)) return;
        var provider = Case(name);
        var request = provider.Request();
        var source = Sources.Build(provider.Type, provider.Config);
        // A byte that changes what JSON or a form says, and not its form.
        var at = Encoding.UTF8.GetString(request.Body.Span).LastIndexOf(provider.Type == "adyen" ? "1130" : "1", StringComparison.Ordinal);
        var tampered = request.Body.ToArray();
        tampered[at]++;
        source.Check(request with { Body = tampered }).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_secret_is_refused_and_its_reason_tells_none(string name)
    {
        var provider = Case(name);
        var result = Sources.Build(provider.Type, provider.OtherConfig).Check(provider.Request());
        result.Refusal.ShouldBe(Refusal.NoMatch);
        result.Reason.Length.ShouldBeInRange(10, 200);
        var request = provider.Request();
        foreach (var (_, value) in ((HeaderTable)request.Headers).Lines.Where(line => line.Name != "Content-Type")) result.Reason.ShouldNotContain(value);
        result.Reason.ShouldNotContain("whsec_");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_header_or_with_it_twice_it_is_refused(string name)
    {
        var provider = Case(name);
        var source = Sources.Build(provider.Type, provider.Config);
        var request = provider.Request();
        var headers = (HeaderTable)request.Headers;
        foreach (var header in provider.Headers)
        {
            source.Check(request with { Headers = headers.Without(header) }).Refusal.ShouldBe(Refusal.Missing, header);
            source.Check(request with { Headers = headers.With(header, headers.Value(header, 0)) }).Refusal.ShouldBe(Refusal.Repeated, header);
            source.Check(request with { Headers = headers.Without(header).With(header, "") }).Refusal.ShouldBe(Refusal.Missing, header);
        }
    }

    [Theory]
    [MemberData(nameof(WithTolerance))]
    public void The_timestamp_is_checked_both_ways(string name)
    {
        var provider = Case(name);
        var source = Sources.Build(provider.Type, provider.Config);
        var request = provider.Request();
        var tolerance = provider.Tolerance!.Value;
        var signed = provider.Body.Contains("webhookTimestamp") || name is "hubspot" or "generic-hmac" or "zendesk" or "airwallex"
            ? Sources.Now
            : DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
        source.Check(request, signed + tolerance).IsAccepted.ShouldBeTrue();
        source.Check(request, signed - tolerance).IsAccepted.ShouldBeTrue();
        source.Check(request, signed + tolerance + TimeSpan.FromSeconds(1)).Refusal.ShouldBe(Refusal.TooOld);
        source.Check(request, signed - tolerance - TimeSpan.FromSeconds(1)).Refusal.ShouldBe(Refusal.TooNew);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void While_rotating_the_old_secret_is_good_until_its_grace_ends(string name)
    {
        var provider = Case(name);
        var until = Sources.Now.AddMinutes(1);
        var source = Sources.Build(provider.Type, provider.OtherConfig, (provider.Config, until));
        var request = provider.Request();
        source.Check(request).IsAccepted.ShouldBeTrue();
        source.Check(request, until).IsAccepted.ShouldBeFalse();
        Sources.Build(provider.Type, provider.Config, (provider.OtherConfig, until)).Check(request).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_secrets_are_known_not_to_be_shown(string name)
    {
        var provider = Case(name);
        var fields = Sources.Build(provider.Type, provider.Config).SecretFields;
        foreach (var field in (string[])["secret", "signingSecret", "token", "verifyToken", "key", "password", "clientId", "clientState", "privateKey"])
        {
            if (provider.Config.Contains($"\"{field}\"")) fields.ShouldContain(field);
        }
    }

    [Fact]
    public void Every_type_has_a_case()
    {
        var without = SourceTypes.Names.Except(ProviderCases.All.Select(c => c.Type));
        without.ShouldBe([
            "beehiiv", "brex", "guesty", "incident-io", "lithic", "nash", "pleo", "psi-fi", "render", "replicate", "resend", "safebase", "sardine", "stych",
            "ip-allow-list", "paypal", "generic-webhook", "cron", "strava", "aws-sns", "google-pubsub", "plaid",
        ], ignoreOrder: true);
    }

    private static string NameOf(ProviderCase provider)
    {
        var index = ProviderCases.All.Where(c => c.Type == provider.Type).ToList().IndexOf(provider);
        return index == 0 ? provider.Type : $"{provider.Type}#{index}";
    }

    private static ProviderCase Case(string name) => ProviderCases.All.First(c => NameOf(c) == name);
}
