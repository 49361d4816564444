using Ringback.Core.Tests.Verify.Handshakes;

namespace Ringback.Server.Tests.Gateway;

/// <summary>The table of handshakes over the wire: each answer is text or JSON that no browser takes for a page, and nothing is stored.</summary>
public sealed class HandshakeTableGatewayTests
{
    [Fact]
    public async Task Each_is_answered_or_refused_and_lets_nothing_in()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var handshake in HandshakeCase.All)
        {
            var source = await server.AddAsync(handshake.Type, handshake.Config);
            var answer = await source.SendAsync(handshake.Method, handshake.Query, handshake.Method is "GET" or "HEAD" ? null : handshake.Bytes, handshake.Lines);
            answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff", handshake.ToString());
            answer.Headers["Content-Security-Policy"].ShouldContain("sandbox", Case.Sensitive, handshake.ToString());
            (await source.MessagesAsync()).ShouldBeEmpty(handshake.ToString());
            if (handshake.Answer is null)
            {
                answer.Status.ShouldBeOneOf([401, 405], handshake.ToString());
                continue;
            }
            answer.Status.ShouldBe(200, handshake.ToString());
            answer.Body.ShouldBe(handshake.Answer, handshake.ToString());
            if (handshake.Answer.Length > 0) answer.Headers["Content-Type"].ShouldBeOneOf(["application/json", "text/plain; charset=utf-8"], handshake.ToString());
            if (handshake.AnswerHeader.Split(": ") is [var name, var value]) answer.Headers[name].ShouldBe(value, handshake.ToString());
        }
    }

    [Fact]
    public async Task The_rate_that_is_allowed_is_the_sources()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("cloudevents", "{}", s => s with { Rules = s.Rules with { RequestsPerSecond = 2 } });
        var answer = await source.SendAsync("OPTIONS", "", null, ("WebHook-Request-Origin", "a.example"), ("WebHook-Request-Rate", "600"));
        answer.Headers["WebHook-Allowed-Rate"].ShouldBe("120");
    }

    [Theory]
    [InlineData("trello", "HEAD", 200)]
    [InlineData("intercom", "HEAD", 200)]
    [InlineData("stripe", "HEAD", 405)]
    [InlineData("trello", "OPTIONS", 405)]
    [InlineData("trello", "GET", 405)]
    [InlineData("woocommerce", "GET", 405)]
    [InlineData("okta", "OPTIONS", 405)]
    public async Task Methods_of_no_event_are_those_of_the_types_handshake(string type, string method, int status)
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync(type, """{"secret":"0a1b2c3d"}""");
        (await source.SendAsync(method, "", null)).Status.ShouldBe(status);
    }
}
