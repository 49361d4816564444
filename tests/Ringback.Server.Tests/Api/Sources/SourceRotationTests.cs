using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Core.Catalog;
using Ringback.Core.Profiles;

namespace Ringback.Server.Tests.Api.Sources;

/// <summary>New URLs and new secrets, beside the old ones for a while.</summary>
public sealed class SourceRotationTests : SourceTest
{
    private const long Hour = 3_600_000;

    [Fact]
    public async Task A_rotated_token_is_good_for_48_hours_more()
    {
        var before = TokenOf(await MakeAsync("generic-webhook", null, "s"));
        var rotated = await JsonAsync(200, "POST", Many + "/s/token/rotate");
        Names(rotated).ShouldBe(["ingestUrl"]);
        var after = TokenOf(rotated);
        after.ShouldNotBe(before);
        (await JsonAsync(200, "GET", Many + "/s"))["ingestUrl"]!.ToString().ShouldBe(rotated["ingestUrl"]!.ToString());
        Find(before, 47 * Hour).ShouldNotBeNull();
        Find(before, 48 * Hour + Hour).ShouldBeNull();
        Find(after, 48 * Hour + Hour).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_is_rotated_three_times_within_48_hours()
    {
        var first = TokenOf(await MakeAsync("generic-webhook", null, "s"));
        for (var i = 0; i < 3; i++) await JsonAsync(200, "POST", Many + "/s/token/rotate");
        (await JsonAsync(400, "POST", Many + "/s/token/rotate"))["detail"]!.ToString().ShouldContain("48 hours");
        Find(first, 0).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_key_rotates_once()
    {
        await MakeAsync("generic-webhook", null, "s");
        var first = await Server.SendAsync("POST", Many + "/s/token/rotate", null, ("Idempotency-Key", "k"));
        var second = await Server.SendAsync("POST", Many + "/s/token/rotate", null, ("Idempotency-Key", "k"));
        (second.Status, second.Body).ShouldBe((200, first.Body));
        Node.Catalog.Sources.Single().Tokens.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Rotated_secrets_overlap_and_a_put_ends_the_older_ones()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        var before = Now;
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"two"},"gracePeriodSeconds":3600}""");
        var rotated = Credentials();
        rotated.Config!.Value.GetProperty("secret").GetString().ShouldBe("two");
        var retiring = rotated.Retiring.ShouldHaveSingleItem();
        retiring.Config!.Value.GetProperty("secret").GetString().ShouldBe("one");
        retiring.Until.ShouldBeInRange(before + Hour, Now + Hour);

        // The same secret, or none given, changes nothing.
        await JsonAsync(200, "PUT", Many + "/s", """{"type":"stripe","name":"Renamed"}""");
        await JsonAsync(200, "PUT", Many + "/s", """{"type":"stripe","name":"Renamed","config":{"secret":"two"}}""");
        Credentials().Retiring.Count.ShouldBe(1);
        await JsonAsync(200, "PUT", Many + "/s", """{"type":"stripe","name":"Renamed","config":{"secret":"three"}}""");
        Credentials().Retiring.ShouldBeEmpty();
    }

    /// <summary>It isn't shown, so whoever gives another secret couldn't give it again.</summary>
    [Fact]
    public async Task What_is_asked_for_on_top_stays_unless_a_rotation_says_otherwise()
    {
        await MakeAsync("stripe", """{"secret":"one","also":[{"type":"api-key","config":{"key":"k"}}]}""", "s");
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"two"}}""");
        Credentials().Config!.Value.GetProperty("also")[0].GetProperty("config").GetProperty("key").GetString().ShouldBe("k");
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":["three","four"],"also":[]}}""");
        Credentials().Config!.Value.GetProperty("also").GetArrayLength().ShouldBe(0);
        (await JsonAsync(200, "GET", Many + "/s"))["config"]!.AsObject().Select(field => field.Key).ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_secret_without_grace_ends_at_once()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"two"},"gracePeriodSeconds":0}""");
        Credentials().Retiring.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_can_not_be_rotated_to_is_refused()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        foreach (var body in new[] { "{}", """{"config":{}}""", """{"config":{"secret":"two"},"gracePeriodSeconds":604801}""", """{"config":{"secret":"two","x":1}}""" })
            await JsonAsync(422, "POST", Many + "/s/secret/rotate", body);
        for (var i = 0; i < 4; i++) await JsonAsync(204, "POST", Many + "/s/secret/rotate", $$$"""{"config":{"secret":"s{{{i}}}"}}""");
        await JsonAsync(400, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"one-more"}}""");
        Credentials().Config!.Value.GetProperty("secret").GetString().ShouldBe("s3");
    }

    /// <summary>A secret that leaked must end now, whatever else is in its grace.</summary>
    [Fact]
    public async Task A_rotation_without_grace_ends_all_older_secrets_however_many_there_are()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        for (var i = 0; i < 4; i++) await JsonAsync(204, "POST", Many + "/s/secret/rotate", $$$"""{"config":{"secret":"s{{{i}}}"},"gracePeriodSeconds":{{{3600 - i}}}}""");
        var first = DateTimeOffset.FromUnixTimeMilliseconds(Credentials().Retiring.Min(old => old.Until)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        foreach (var grace in (int[])[1, 604_800])
        {
            var refused = await JsonAsync(400, "POST", Many + "/s/secret/rotate", $$$"""{"config":{"secret":"x"},"gracePeriodSeconds":{{{grace}}}}""");
            ((string?)refused["detail"]).ShouldBe(
                $"There are 4 older secrets whose grace hasn't ended, which is the most. Wait until the first ends at {first}, or give a grace of 0, which ends all of them at once.");
        }
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"x"},"gracePeriodSeconds":0}""");
        Credentials().Retiring.ShouldBeEmpty();
        Credentials().Config!.Value.GetProperty("secret").GetString().ShouldBe("x");
    }

    [Fact]
    public async Task A_profile_is_made_once_and_again_when_its_source_changes()
    {
        await MakeAsync("stripe", """{"secret":"one"}""", "s");
        var source = Node.Catalog.Sources.Single();
        var profile = Node.Profiles.Profile(source).ShouldNotBeNull();
        Node.Profiles.Profile(source).ShouldBeSameAs(profile);
        await JsonAsync(204, "POST", Many + "/s/secret/rotate", """{"config":{"secret":"two"}}""");
        var changed = Node.Catalog.Sources.Single();
        Node.Profiles.Profile(changed).ShouldNotBeNull().ShouldNotBeSameAs(profile);
    }

    private long Now => Node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private Source? Find(string token, long later) => Node.Catalog.FindSourceByTokenHash(SourceToken.HashOf(token), Now + later);

    private SourceCredentials Credentials()
    {
        var source = Node.Catalog.Sources.Single();
        return SourceCredentials.Open(Node.Box, Node.Catalog.Application(source.ApplicationId)!.Ksuid, source.Sealed);
    }

    private static string TokenOf(JsonNode answer) => ((string)answer["ingestUrl"]!).Split('/')[^1];
}
