using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Providers;

/// <summary>Providers that sign nothing: where their secret stands, and what holds without one.</summary>
public sealed class TokenProvidersTests
{
    private const string Secret = """{"secret":"s"}""";
    private const string Named = """{"secret":"s","header":"X-Key"}""";

    [Theory]
    [InlineData("azure-event-grid", Secret, "Authorization", "s", nameof(Refusal.None))]
    [InlineData("azure-event-grid", Secret, "Authorization", "x", nameof(Refusal.NoMatch))]
    [InlineData("azure-event-grid", Secret, "X-Key", "s", nameof(Refusal.Missing))]
    [InlineData("azure-event-grid", Named, "x-key", "s", nameof(Refusal.None))]
    [InlineData("azure-event-grid", Named, "X-Key", "x", nameof(Refusal.NoMatch))]
    [InlineData("azure-event-grid", Named, "Authorization", "s", nameof(Refusal.Missing))]
    [InlineData("azure-event-grid", "{}", "X-Key", "x", nameof(Refusal.None))]
    [InlineData("okta", Secret, "Authorization", "s", nameof(Refusal.None))]
    [InlineData("okta", Secret, "Authorization", "x", nameof(Refusal.NoMatch))]
    [InlineData("okta", Secret, "X-Key", "s", nameof(Refusal.Missing))]
    [InlineData("okta", Named, "X-Key", "s", nameof(Refusal.None))]
    [InlineData("okta", Named, "Authorization", "s", nameof(Refusal.Missing))]
    [InlineData("cloudevents", Secret, "Authorization", "Bearer s", nameof(Refusal.None))]
    [InlineData("cloudevents", Secret, "authorization", "bearer s", nameof(Refusal.None))]
    [InlineData("cloudevents", Secret, "Authorization", "Bearer x", nameof(Refusal.NoMatch))]
    [InlineData("cloudevents", Secret, "Authorization", "s", nameof(Refusal.Malformed))]
    [InlineData("cloudevents", Secret, "X-Key", "Bearer s", nameof(Refusal.Missing))]
    [InlineData("cloudevents", "{}", "X-Key", "x", nameof(Refusal.None))]
    public void A_secret_stands_in_a_header(string type, string config, string header, string value, string refusal)
    {
        var source = Sources.Build(type, config);
        source.Check(Sources.Post("[]", (header, value))).Refusal.ToString().ShouldBe(refusal);
        source.IsVerified.ShouldBe(config != "{}");
    }

    [Theory]
    [InlineData("?access_token=s", nameof(Refusal.None))]
    [InlineData("?access_token=x", nameof(Refusal.NoMatch))]
    [InlineData("?token=s", nameof(Refusal.Missing))]
    public void The_token_of_cloudevents_may_stand_in_the_query(string query, string refusal) =>
        Sources.Build("cloudevents", Secret).Check(Sources.Post("{}") with { Url = Sources.Url + query }).Refusal.ToString().ShouldBe(refusal);

    [Fact]
    public void Strava_is_known_by_its_url_alone()
    {
        var source = Sources.Build("strava", """{"verifyToken":"v"}""");
        source.IsVerified.ShouldBeFalse();
        source.Check(Sources.Post("{}")).IsAccepted.ShouldBeTrue();
        source.CredentialFields.ShouldBe(["verifyToken"]);
    }

    [Theory]
    [InlineData("microsoft-graph", "{}", "clientState")]
    [InlineData("azure-event-grid", """{"header":"a b"}""", "header")]
    [InlineData("azure-event-grid", """{"secret":7}""", "secret")]
    [InlineData("cloudevents", """{"secret":7}""", "secret")]
    [InlineData("cloudevents", """{"origins":7}""", "origins")]
    [InlineData("okta", "{}", "secret")]
    [InlineData("okta", """{"secret":"s","header":"a b"}""", "header")]
    [InlineData("strava", "{}", "verifyToken")]
    public void What_is_wrong_in_a_configuration_is_told(string type, string config, string field) =>
        Sources.Errors(type, config).ShouldHaveSingleItem().Loc.ShouldBe([field]);

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Cloudevents_may_come_from_twenty_origins(int count, bool accepted)
    {
        var config = $$"""{"origins":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}.example\""))}}]}""";
        if (accepted) Sources.Build("cloudevents", config).IsVerified.ShouldBeFalse();
        else Sources.Errors("cloudevents", config).ShouldHaveSingleItem().Loc.ShouldBe(["origins"]);
    }
}
