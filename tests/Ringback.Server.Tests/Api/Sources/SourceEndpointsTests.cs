using System.Text.Json.Nodes;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Sources;

/// <summary>Where a source's messages are forwarded, and the portal that shows it.</summary>
public sealed class SourceEndpointsTests : SourceTest
{
    [Fact]
    public async Task An_endpoint_of_a_source_is_managed_as_any_other()
    {
        var source = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        var made = await JsonAsync(201, "POST", Many + "/s/endpoint", """{"url":"https://example.com/hook","uid":"e","headers":{"X-A":"b"},"eventTypes":["payment_intent.succeeded"]}""");
        ((string)made["id"]!).ShouldStartWith("ep_");
        (await JsonAsync(200, "GET", Many + "/s/endpoint"))["data"]![0]!.ToJsonString().ShouldBe(made.ToJsonString());
        (await JsonAsync(200, "GET", $"/api/v1/app/{source}/endpoint/e")).ToJsonString().ShouldBe(made.ToJsonString());
        (await JsonAsync(200, "PUT", Many + "/s/endpoint/e", """{"url":"https://example.com/other"}"""))["url"]!.ToString().ShouldBe("https://example.com/other");
        var secret = (string)(await JsonAsync(200, "GET", Many + "/s/endpoint/e/secret"))["key"]!;
        secret.ShouldStartWith("whsec_");
        await JsonAsync(204, "POST", Many + "/s/endpoint/e/secret/rotate", "{}");
        ((string)(await JsonAsync(200, "GET", Many + "/s/endpoint/e/secret"))["key"]!).ShouldNotBe(secret);
        (await JsonAsync(200, "GET", Many + "/s/endpoint/e/headers"))["headers"]!["X-A"]!.ToString().ShouldBe("b");
        await JsonAsync(204, "PUT", Many + "/s/endpoint/e/headers", """{"headers":{}}""");
        await JsonAsync(204, "DELETE", Many + "/s/endpoint/e");
        await JsonAsync(404, "GET", Many + "/s/endpoint/e");
    }

    [Fact]
    public async Task Transformations_are_off_and_stay_off()
    {
        await MakeAsync("generic-webhook", null, "s");
        await JsonAsync(201, "POST", Many + "/s/endpoint", """{"url":"https://example.com/hook","uid":"e"}""");
        const string Path = Many + "/s/endpoint/e/transformation";
        (await JsonAsync(200, "GET", Path)).ToJsonString().ShouldBe("""{"code":null,"enabled":false,"variables":null}""");
        await JsonAsync(204, "PATCH", Path, """{"enabled":false,"code":null}""");
        (await JsonAsync(422, "PATCH", Path, """{"enabled":true,"code":"function handler(){}"}"""))["detail"]!.AsArray().Count.ShouldBe(2);
        await JsonAsync(404, "GET", Many + "/s/endpoint/other/transformation");
        await JsonAsync(404, "PATCH", Many + "/s/endpoint/other/transformation", "{}");
    }

    [Fact]
    public async Task The_portal_of_a_source_is_that_of_its_application()
    {
        var source = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        var other = (string)(await MakeAsync("generic-webhook", null, "t"))["id"]!;
        await JsonAsync(201, "POST", Many + "/s/endpoint", """{"url":"https://example.com/hook","uid":"e"}""");
        var access = await JsonAsync(200, "POST", Many + "/s/dashboard", """{"expiry":3600,"readOnly":true}""");
        Names(access).ShouldBe(["url", "token"]);
        ((string)access["url"]!).ShouldContain("/portal#token=");

        Server.Use((string)access["token"]!);
        (await JsonAsync(200, "GET", $"/api/v1/app/{source}"))["id"]!.ToString().ShouldBe(source);
        await JsonAsync(200, "GET", $"/api/v1/app/{source}/endpoint/e");
        await JsonAsync(200, "GET", $"{Many}/{source}/endpoint/e");
        await JsonAsync(403, "POST", $"{Many}/{source}/endpoint", """{"url":"https://example.com"}""");
        await JsonAsync(403, "PATCH", $"{Many}/{source}/endpoint/e/transformation", "{}");
        await JsonAsync(403, "GET", $"{Many}/{source}");
        foreach (var path in new[] { $"/api/v1/app/{other}", $"/api/v1/app/{other}/msg", $"{Many}/{other}/endpoint", $"{Many}/t/endpoint" })
            await JsonAsync(404, "GET", path);
    }

    [Fact]
    public async Task The_portals_of_a_source_can_be_closed()
    {
        var source = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        var access = await JsonAsync(200, "POST", Many + "/s/dashboard");
        await JsonAsync(204, "POST", $"/api/v1/auth/app/{source}/expire-all", "{}");
        Server.Use((string)access["token"]!);
        await JsonAsync(401, "GET", $"/api/v1/app/{source}");
    }

    [Theory]
    [InlineData("""{"expiry":3599}""")]
    [InlineData("""{"expiry":604801}""")]
    [InlineData("""{"readOnly":1}""")]
    public async Task Portal_access_that_can_not_be_is_422(string body)
    {
        await MakeAsync("generic-webhook", null, "s");
        await JsonAsync(422, "POST", Many + "/s/dashboard", body);
    }

    [Fact]
    public async Task An_application_s_token_needs_the_capability()
    {
        var source = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        await JsonAsync(201, "POST", Many + "/s/endpoint", """{"url":"https://example.com/hook","uid":"e"}""");
        UseApplication(source, Capability.ViewBase);
        await JsonAsync(200, "GET", $"{Many}/{source}/endpoint/e");
        await JsonAsync(403, "GET", $"{Many}/{source}/endpoint/e/secret");
        await JsonAsync(403, "POST", $"{Many}/{source}/endpoint/e/secret/rotate", "{}");
        await JsonAsync(403, "PUT", $"{Many}/{source}/endpoint/e", """{"url":"https://example.com"}""");
        await JsonAsync(403, "DELETE", $"{Many}/{source}/endpoint/e");
    }

    [Fact]
    public async Task Operational_webhooks_tell_of_a_source_s_endpoints()
    {
        await JsonAsync(201, "POST", "/api/v1/operational-webhook/endpoint", """{"kind":"http","url":"https://example.com/operational"}""");
        var source = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        await JsonAsync(201, "POST", Many + "/s/endpoint", """{"url":"https://example.com/hook","uid":"e"}""");
        var hidden = Node.Catalog.OperationalApplication(Node.Catalog.FindOrganisation("org_" + Server.Organisation)!)!;
        var page = await Node.Store.Messages.ListAsync(hidden.Id, new Core.History.MessageFilter(), new Core.Paging.PageRequest(10), withPayload: true);
        var told = JsonNode.Parse(page.Items.Single().Payload.GetValueOrDefault().Span)!;
        ((string)told["type"]!, (string)told["data"]!["appId"]!, (string)told["data"]!["appUid"]!, (string)told["data"]!["endpointUid"]!)
            .ShouldBe(("endpoint.created", source, "s", "e"));
    }
}
