using System.Text.Json.Nodes;
using Ringback.Core.Catalog;
using Ringback.Core.Profiles;

namespace Ringback.Server.Tests.Api.Sources;

/// <summary>What a source doesn't show stays when what it shows is put back.</summary>
public sealed class HiddenFieldsTests : SourceTest
{
    private const string OnTop = """[{"type":"ip-allow-list","config":{"addresses":["192.0.2.0/24"]}}]""";

    [Theory]
    [InlineData("github", """{"secret":"s"}""")]
    [InlineData("bitbucket", """{"secret":"s"}""")]
    [InlineData("monday", """{"secret":"thirty-two-letters-are-the-least"}""")]
    [InlineData("asana", """{"secret":"sixteen-letters-at-least"}""")]
    [InlineData("stripe", """{"secret":["one","two"],"toleranceSeconds":60}""")]
    [InlineData("gitlab", """{"token":"t"}""")]
    [InlineData("basic", """{"username":"me","password":"p"}""")]
    [InlineData("meta", """{"secret":"s","verifyToken":"v"}""")]
    [InlineData("generic-hmac", """{"signatureHeader":"X-Signature","secret":"s"}""")]
    public async Task What_is_shown_can_be_put_back(string type, string config)
    {
        var withOnTop = JsonNode.Parse(config)!.AsObject();
        withOnTop["also"] = JsonNode.Parse(OnTop);
        foreach (var given in (string[])[config, withOnTop.ToJsonString()])
        {
            var made = await MakeAsync(type, given);
            var kept = Config();
            made["name"] = "Renamed";
            await JsonAsync(200, "PUT", $"{Many}/{made["id"]}", Put(made));
            JsonNode.DeepEquals(JsonNode.Parse(Config()), JsonNode.Parse(kept)).ShouldBeTrue(Config());
            await JsonAsync(204, "DELETE", $"{Many}/{made["id"]}");
        }
    }

    [Fact]
    public async Task What_is_changed_is_changed_and_the_secret_stays_with_those_that_retire()
    {
        await MakeAsync("stripe", $$"""{"secret":"one","also":{{OnTop}}}""", "s");
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"two"},"gracePeriodSeconds":3600}""");
        await JsonAsync(200, "PUT", Many + "/s", """{"type":"stripe","name":"Test","config":{"toleranceSeconds":60}}""");
        JsonNode.Parse(Config())!["secret"]!.ToString().ShouldBe("two");
        JsonNode.Parse(Config())!["toleranceSeconds"]!.ToString().ShouldBe("60");
        JsonNode.Parse(Config())!["also"]!.ToJsonString().ShouldBe(OnTop);
        Credentials().Retiring.Count.ShouldBe(1);

        // Another rule on top ends what was good under the one before.
        await JsonAsync(200, "PUT", Many + "/s", """{"type":"stripe","name":"Test","config":{"also":[]}}""");
        JsonNode.Parse(Config())!["also"]!.AsArray().ShouldBeEmpty();
        Credentials().Retiring.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("github", """{"secret":"s"}""", """{"secret":null}""", false)]
    [InlineData("gitlab", """{"token":"t"}""", """{"signingSecret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""", true)]
    [InlineData("generic-webhook", """{"also":[{"type":"basic","config":{"username":"me","password":"p"}}]}""", """{"also":null}""", false)]
    public async Task What_is_given_ends_what_there_was(string type, string config, string next, bool isVerified)
    {
        var made = await MakeAsync(type, config);
        made["config"] = JsonNode.Parse(next);
        await JsonAsync(200, "PUT", $"{Many}/{made["id"]}", Put(made));
        Node.Profiles.Profile(Node.Catalog.Sources.Single()).ShouldNotBeNull().IsVerified.ShouldBe(isVerified);
    }

    [Fact]
    public async Task What_is_wrong_once_it_is_put_together_is_refused_at_its_place()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        var refused = await JsonAsync(422, "PUT", Many + "/s", """{"type":"stripe","name":"Test","config":{"secret":null}}""");
        refused["detail"]![0]!["loc"]!.ToJsonString().ShouldBe("""["body","config","secret"]""");
        await JsonAsync(422, "PUT", Many + "/s", """{"type":"stripe","name":"Test","config":{"tolerance":1}}""");
        JsonNode.Parse(Config())!.ToJsonString().ShouldBe("""{"secret":"one"}""");
    }

    [Fact]
    public async Task What_an_SDK_does_not_know_stays_when_it_puts_a_source_back()
    {
        var made = await JsonAsync(201, "POST", Many, $$"""
            {"type":"github","name":"Test","uid":"s","config":{"secret":"s","also":{{OnTop}}},"rules":{"requestsPerSecond":5,"allowedSources":["192.0.2.0/24"]},
            "answer":{"status":202},"duplicates":{"windowSeconds":60,"alsoBody":true},"publicUrl":"https://hooks.example.com/in/x"}
            """);
        var kept = Config();
        var put = await Server.SendAsync("PUT", Many + "/s", """{"type":"github","name":"Renamed","config":{}}"""u8.ToArray(), ("User-Agent", "svix-libs/1.64.0/python"));
        put.Status.ShouldBe(200);
        Config().ShouldBe(kept);
        var now = await JsonAsync(200, "GET", Many + "/s");
        now["name"]!.ToString().ShouldBe("Renamed");
        foreach (var field in (string[])["rules", "answer", "duplicates", "publicUrl"]) now[field]!.ToJsonString().ShouldBe(made[field]!.ToJsonString());
    }

    /// <summary>As a client sends it that has read the source.</summary>
    private static string Put(JsonNode shown) => new JsonObject
    {
        ["type"] = shown["type"]!.DeepClone(),
        ["name"] = shown["name"]!.DeepClone(),
        ["uid"] = shown["uid"]?.DeepClone(),
        ["config"] = shown["config"]!.DeepClone(),
    }.ToJsonString();

    private string Config() => Credentials().Config!.Value.GetRawText();

    private SourceCredentials Credentials()
    {
        var source = Node.Catalog.Sources.Single();
        return SourceCredentials.Open(Node.Box, Node.Catalog.Application(source.ApplicationId)!.Ksuid, source.Sealed);
    }
}
