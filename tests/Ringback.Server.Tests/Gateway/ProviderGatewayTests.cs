using System.Text;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>Each provider through the gateway: its event is kept as it came, once; what was tampered with isn't.</summary>
public sealed class ProviderGatewayTests
{
    public static TheoryData<string> Types => [.. ProviderCases.All.Select(provider => provider.Type).Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_a_provider_sends_is_kept_once(string type)
    {
        var provider = ProviderCases.Of(type);
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var source = await server.AddAsync(type, provider.Config, s => s with { PublicUrl = Sources.Url });

        var answer = await source.SendAsync(provider.Request());
        answer.Status.ShouldBe(200, answer.Body);
        var message = (await source.MessagesAsync()).ShouldHaveSingleItem();
        var incoming = Sources.Build(type, provider.Config).Events.Split(provider.Request())[0];
        message.Payload!.Value.ToArray().ShouldBe(incoming.Raw.ToArray());
        message.EventId.ShouldBe(incoming.Id);

        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        var copies = incoming.Identity.IsNone ? 2 : 1;
        (await source.MessagesAsync()).Count.ShouldBe(copies);
        (await source.DuplicatesAsync()).Count.ShouldBe(2 - copies);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_was_tampered_with_or_is_of_another_secret_is_refused(string type)
    {
        var provider = ProviderCases.Of(type);
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        var source = await server.AddAsync(type, provider.Config, s => s with { PublicUrl = Sources.Url });
        var other = await server.AddAsync(type, provider.OtherConfig, s => s with { PublicUrl = Sources.Url });

        var request = provider.Request();
        (await other.SendAsync(request)).Status.ShouldBe(401);
        foreach (var header in provider.Headers)
            (await source.SendAsync(request with { Headers = ((HeaderTable)request.Headers).Without(header) })).Status.ShouldBe(401, header);
        if (!IsToken(type))
        {
            var tampered = Encoding.UTF8.GetString(request.Body.Span).Replace("1", "2", StringComparison.Ordinal);
            (await source.SendAsync(request with { Body = Encoding.UTF8.GetBytes(tampered) })).Status.ShouldBe(401);
        }
        (await source.MessagesAsync()).ShouldBeEmpty();
        (await other.MessagesAsync()).ShouldBeEmpty();
    }

    /// <summary>Those that send a secret with whatever body.</summary>
    private static bool IsToken(string type) => type is
        "vapi" or "openclaw" or "adobe-sign" or "api-key" or "basic" or "azure-event-grid" or "cloudevents" or "okta" or "microsoft-graph" or "monday" or "atlassian-connect";
}
