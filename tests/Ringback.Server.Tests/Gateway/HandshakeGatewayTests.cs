using System.Text;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>Handshakes are answered, and nothing of them is stored.</summary>
public sealed class HandshakeGatewayTests
{
    private const string Secret = ProviderCases.Secret;

    [Theory]
    [InlineData("x", "?crc_token=abc", 200, "response_token")]
    [InlineData("x", "?crc_token=%7B%7D", 401, "")]
    [InlineData("meta", "?hub.mode=subscribe&hub.verify_token=vt&hub.challenge=1158201444", 200, "1158201444")]
    [InlineData("meta", "?hub.mode=subscribe&hub.verify_token=other&hub.challenge=1", 401, "")]
    [InlineData("dropbox", "?challenge=abc", 200, "abc")]
    [InlineData("dropbox", "?challenge=%3Cb%3E", 401, "")]
    [InlineData("stripe", "", 405, "")]
    public async Task A_get(string type, string query, int status, string says)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync(type, ProviderCases.Of(type).Config);
        var answer = await source.SendAsync("GET", query, null);
        answer.Status.ShouldBe(status);
        answer.Body.ShouldContain(says);
        (await source.MessagesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("woocommerce", "webhook_id=42", "Content-Type", "application/x-www-form-urlencoded")]
    [InlineData("bitbucket", """{"test":true}""", "X-Event-Key", "diagnostics:ping")]
    public async Task A_ping_that_is_unsigned(string type, string body, string header, string value)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync(type, ProviderCases.Of(type).Config);
        (await source.PostAsync(body, (header, value))).Status.ShouldBe(200);
        (await source.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unsigned_ones_have_the_limit_of_what_is_not_verified_and_lift_no_block()
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var source = await server.AddAsync("x", ProviderCases.Of("x").Config, s => s with { Rules = s.Rules with { UnverifiedPerSecond = 5 } });
        var statuses = new List<int>();
        for (var i = 0; i < 20; i++) statuses.Add((await source.SendAsync("GET", $"?crc_token=a{i}", null)).Status);
        statuses.Count(status => status == 200).ShouldBe(5);
        statuses.Count(status => status == 429).ShouldBe(15);
        (await source.SendAsync(ProviderCases.Of("x").Request())).Status.ShouldBe(200);

        var other = await server.AddAsync("x", ProviderCases.Of("x").Config, s => s with { Rules = s.Rules with { UnverifiedPerSecond = 10_000 } });
        for (var i = 0; i < 60; i++)
        {
            (await other.PostAsync("{}")).Status.ShouldBe(401);
            if (i % 10 == 0) (await other.SendAsync("GET", "?crc_token=abc", null)).Status.ShouldBe(200);
        }
        (await other.PostAsync("{}")).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Acrobat_signs_wants_its_client_id()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("adobe-sign", """{"clientId":"c1"}""");
        var answer = await source.SendAsync("GET", "", null, ("X-AdobeSign-ClientId", "c1"));
        (answer.Status, answer.Body).ShouldBe((200, """{"xAdobeSignClientId":"c1"}"""));
        (await source.SendAsync("GET", "", null, ("X-AdobeSign-ClientId", "other"))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("slack", """{"type":"url_verification","challenge":"3eZbrw1aB"}""", "3eZbrw1aB")]
    [InlineData("discord", """{"id":"1","type":1}""", """{"type":1}""")]
    [InlineData("zoom", """{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}""", "encryptedToken")]
    public async Task A_post_that_is_signed(string type, string body, string says)
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var provider = ProviderCases.Of(type);
        var source = await server.AddAsync(type, provider.Config);
        var request = provider.Send(Encoding.UTF8.GetBytes(body), Sources.Now);
        var answer = await source.SendAsync(request);
        answer.Status.ShouldBe(200);
        answer.Body.ShouldContain(says);
        (await source.SendAsync(request with { Body = Encoding.UTF8.GetBytes(body + " ") })).Status.ShouldBe(401);
        (await source.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_that_meta_waits_for_needs_no_secret_to_be_shown()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("meta", ProviderCases.Of("meta").Config);
        await source.SendAsync("GET", "?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1", null);
        var refused = await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused");
        refused.Body.ShouldContain("hub.verify_token=***");
        refused.Body.ShouldNotContain("wrong");
        refused.Body.ShouldNotContain(Secret);
    }
}
