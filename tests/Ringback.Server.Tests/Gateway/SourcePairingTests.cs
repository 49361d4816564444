using System.Text;
using Ringback.Core.Tests.Verify;

namespace Ringback.Server.Tests.Gateway;

/// <summary>Asana's secret comes with its handshake: it is kept once, and nobody can put another one in its place.</summary>
public sealed class SourcePairingTests
{
    private const string First = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
    private const string Second = "000000000000000000000000000000000000000000000000000000000000dead";
    private const string Body = """{"events":[{"action":"changed","created_at":"2026-03-04T05:06:07.123Z","resource":{"gid":"1","resource_type":"task"}}]}""";

    [Fact]
    public async Task Its_first_secret_is_the_sources()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("asana", "{}");
        (await SendAsync(source, First)).Status.ShouldBe(401);

        var answer = await OfferAsync(source, First);
        (answer.Status, answer.Headers["X-Hook-Secret"]).ShouldBe((200, First));
        (await SendAsync(source, First)).Status.ShouldBe(200);
        (await source.MessagesAsync()).ShouldHaveSingleItem().EventType.ShouldBe("task.changed");

        // The same again, as after an answer that was lost; and heartbeats, which hold no event.
        (await OfferAsync(source, First)).Status.ShouldBe(200);
        (await SendAsync(source, First, """{"events":[]}""")).Status.ShouldBe(200);
        (await source.MessagesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_offer_changes_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("asana", "{}");
        (await OfferAsync(source, First)).Status.ShouldBe(200);
        var answer = await OfferAsync(source, Second);
        answer.Status.ShouldBe(401);
        answer.Headers.Keys.ShouldNotContain("X-Hook-Secret");
        (await SendAsync(source, Second)).Status.ShouldBe(401);
        (await SendAsync(source, First)).Status.ShouldBe(200);

        var given = await server.AddAsync("asana", $$"""{"secret":"{{First}}"}""");
        (await OfferAsync(given, Second)).Status.ShouldBe(401);
        (await SendAsync(given, First)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_offers_at_one_time_one_is_kept()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("asana", "{}");
        string[] secrets = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 40))];
        var answers = await Task.WhenAll(secrets.Select(secret => OfferAsync(source, secret)));
        var kept = answers.Zip(secrets).Where(pair => pair.First.Status == 200).ToArray().ShouldHaveSingleItem().Second;
        foreach (var secret in secrets) (await SendAsync(source, secret)).Status.ShouldBe(secret == kept ? 200 : 401);
    }

    [Fact]
    public async Task The_secret_is_shown_to_nobody()
    {
        await using var server = await GatewayServer.StartAsync();
        var source = await server.AddAsync("asana", "{}");
        (await OfferAsync(source, First)).Status.ShouldBe(200);
        (await OfferAsync(source, Second)).Status.ShouldBe(401);
        foreach (var path in (string[])["/ingest/api/v1/source/" + source.Application.PublicId, $"/api/v1/source/{source.Application.PublicId}/refused"])
        {
            var shown = await server.Server.SendAsync("GET", path);
            shown.Status.ShouldBe(200);
            shown.Body.ShouldNotContain(First);
            shown.Body.ShouldNotContain(Second);
        }
    }

    private static Task<RunningServer.Answer> OfferAsync(GatewaySource source, string secret) => source.PostAsync("", ("X-Hook-Secret", secret));

    private static Task<RunningServer.Answer> SendAsync(GatewaySource source, string secret, string body = Body) =>
        source.SendAsync(Sources.Post(body, ("X-Hook-Signature", ProviderCases.Hex(ProviderCases.Mac(secret, Encoding.UTF8.GetBytes(body))))));
}
