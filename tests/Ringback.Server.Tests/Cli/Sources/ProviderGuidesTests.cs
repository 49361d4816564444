using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Cli.Sources;
using Ringback.Core.Cron;
using Ringback.Verification.Types;

namespace Ringback.Server.Tests.Cli.Sources;

public sealed class ProviderGuidesTests
{
    public static TheoryData<string> Types => [.. SourceTypes.Names];

    [Fact]
    public void No_type_is_missing_and_none_is_invented() =>
        ProviderGuides.Types.Order(StringComparer.Ordinal).ShouldBe(SourceTypes.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_asked_for_makes_a_source(string type)
    {
        var guide = ProviderGuides.Get(type);
        var config = PlaceholderConfig.For(guide);

        if (type is "generic-hmac" or "ip-allow-list" or "cron") config.ShouldBeNull("only its owner knows what it needs");
        else new SourceTypes(null!, CronSource.Build).TryBuild(type, JsonSerializer.SerializeToElement(config.ShouldNotBeNull()), out _, out _).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_steps_tell_the_url_and_the_way_back_of_the_secret(string type)
    {
        var guide = ProviderGuides.Get(type);
        var source = new RemoteSource("src_1", "mine", "Mine", type, [], new Uri("https://hooks.example.com/in/token"));
        var text = string.Join('\n', guide.Steps(source, ["it.happened"]));

        text.ShouldContain("https://hooks.example.com/in/token");
        text.Contains("ringback sources secret mine", StringComparison.Ordinal).ShouldBe(guide.Fields.Count > 0, text);
        text.Contains("it.happened", StringComparison.Ordinal).ShouldBe(guide.Events is not null, text);
        foreach (var field in guide.Fields) text.ShouldContain(field.From);
        text.Contains("..", StringComparison.Ordinal).ShouldBeFalse("no sentence ends twice");
    }

    [Fact]
    public void Placeholders_are_never_the_same()
    {
        var (one, other) = (PlaceholderConfig.For(ProviderGuides.Get("stripe")), PlaceholderConfig.For(ProviderGuides.Get("stripe")));
        JsonNode.DeepEquals(one, other).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://localhost:8071/in/x", false)]
    [InlineData("http://127.0.0.1/in/x", false)]
    [InlineData("http://[::1]:1/in/x", false)]
    [InlineData("https://10.0.0.7/in/x", false)]
    [InlineData("https://hooks/in/x", false)]
    [InlineData("https://hooks.localhost/in/x", false)]
    [InlineData("https://hooks.example.com/in/x", true)]
    [InlineData("https://93.184.216.34/in/x", true)]
    public void A_url_that_no_provider_can_call_is_told_from_one_it_can(string url, bool mayBeCalled) =>
        (ReachCheck.Problem(new Uri(url)) is null).ShouldBe(mayBeCalled);
}
