using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Answers;
using Ringback.Server.Auth;
using Ringback.Server.Tests.Gateway;
using Ringback.Testing;
using RawConnection = Ringback.Server.Tests.Gateway.RawConnection;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Events as large as a source may take, and readers who don't read them.</summary>
[Trait("Category", "Slow")]
public sealed class LargeEventTests : IAsyncLifetime
{
    private const int Length = SourceRules.LargestMaxBodyBytes;

    /// <value>What an answer takes beside what is stored.</value>
    private const int Around = 1 << 20;

    private readonly ManualTime _clock = new();
    private readonly List<RawConnection> _connections = [];
    private GatewayServer _server = null!;
    private GatewaySource _source = null!;
    private byte[] _body = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(_clock);
        _source = await _server.AddAsync("generic-webhook", shape: static source => source with { Rules = source.Rules with { MaxBodyBytes = Length } });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) connection.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("an event", "/api/v1/source/{0}/event/{1}", "application/json")]
    [InlineData("an event that isn't JSON", "/api/v1/source/{0}/event/{1}", "text/xml")]
    [InlineData("a message", "/api/v1/app/{0}/msg/{1}", "application/json")]
    [InlineData("a message that isn't JSON", "/api/v1/app/{0}/msg/{1}", "text/xml")]
    [InlineData("a page", "/api/v1/app/{0}/msg", "application/json")]
    [InlineData("a page of what isn't JSON", "/api/v1/app/{0}/msg", "text/xml")]
    public async Task Nobody_s_unread_answers_keep_others_from_theirs(string name, string path, string type)
    {
        _ = name;
        path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, _source.Application.PublicId, await PostAsync(type));
        // With two tokens: of the organisation, and of a customer who may only look.
        var tokens = _server.Server.Services.GetRequiredService<TokenIssuer>();
        for (var i = 0; i < 5; i++) await AskAsync(path, tokens.Organisation(_server.Server.Organisation));
        if (path.Contains("/app/", StringComparison.Ordinal))
        {
            for (var i = 0; i < 5; i++)
                await AskAsync(path, tokens.Application(_server.Server.Organisation, _source.Application.Ksuid, new ApplicationGrant(TimeSpan.FromHours(1), Capabilities: Capability.ViewBase, IsSource: true)));
        }
        await UntilAsync(() => Budget is { Waiting: > 0 } && Budget.Held > _body.Length);
        Budget.Held.ShouldBeLessThanOrEqualTo(Memory);

        _server.Server.UseAnotherOrganisation();
        (await Wait.ForAsync(_server.Server.SendAsync("POST", "/api/v1/app", """{"name":"Shop","uid":"shop"}"""))).Status.ShouldBe(201);
        foreach (var list in new[] { "/api/v1/app", "/api/v1/app/shop", "/api/v1/app/shop/msg", "/api/v1/event-type", "/ingest/api/v1/source", "/api/v1/app/shop/endpoint" })
            (await Wait.ForAsync(_server.Server.SendAsync("GET", list))).Status.ShouldBe(200, list);

        // What is held is what is stored of each, and little more.
        var answers = Budget.Held / _body.Length;
        Budget.Held.ShouldBeLessThan(answers * (_body.Length + Around));
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return Budget is { Held: 0, Waiting: 0 };
        });
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/xml")]
    public async Task A_large_event_comes_whole(string type)
    {
        var id = await PostAsync(type);
        var shown = JsonNode.Parse((await _server.Server.SendAsync("GET", $"/api/v1/source/{_source.Application.PublicId}/event/{id}")).Body)!;
        Convert.FromBase64String((string)shown["body"]!).AsSpan().SequenceEqual(_body).ShouldBeTrue();
        shown["eventsOfRequest"]!.GetValue<int>().ShouldBe(1);

        foreach (var path in new[] { "/msg/" + id, "/msg" })
        {
            var answer = JsonNode.Parse((await _server.Server.SendAsync("GET", $"/api/v1/app/{_source.Application.PublicId}{path}")).Body)!;
            var payload = (answer["data"]?[0] ?? answer)["payload"]!;
            var text = type == "application/json" ? $"[\"{payload[0]}\"]" : (string)payload["rawPayload"]!;
            text.ShouldBe(Encoding.UTF8.GetString(_body));
        }
    }

    private AnswerBudget Budget => _server.Server.Services.GetRequiredService<AnswerBudget>();

    private int Memory => _server.Server.Options.AnswerMemory;

    /// <returns>The event's id.</returns>
    private async Task<string> PostAsync(string type)
    {
        _body = Encoding.UTF8.GetBytes("[\"" + string.Concat(Enumerable.Repeat("é€0123456789", Length / 15 - 1)) + "\"]");
        (await _source.SendAsync("POST", "", _body, ("Content-Type", type))).Status.ShouldBe(200);
        return (await _source.MessagesAsync()).ShouldHaveSingleItem().PublicId;
    }

    private async Task AskAsync(string path, string token)
    {
        var connection = await RawConnection.OpenAsync(_server);
        _connections.Add(connection);
        await connection.SendAsync(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n", 4)));
    }

    private Task UntilAsync(Func<bool> condition) => Wait.UntilAsync(condition, () => $"held {Budget.Held}, waiting {Budget.Waiting}");
}
