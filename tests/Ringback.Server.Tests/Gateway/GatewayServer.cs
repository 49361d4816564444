using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Profiles;
using Ringback.Core.Settings;
using Ringback.Core.Tests.Verify;
using Ringback.Server.Node;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Gateway;

/// <summary>A server with sources, and what came to them.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private GatewayServer(RunningServer server) => Server = server;

    public RunningServer Server { get; }

    public RingbackNode Node => Server.Services.GetRequiredService<RingbackNode>();

    public HttpClient Client => Server.Client;

    /// <param name="clock">In the place of the system's.</param>
    /// <param name="configure">Changes the options.</param>
    public static async Task<GatewayServer> StartAsync(TimeProvider? clock = null, Action<RingbackOptions>? configure = null) =>
        new(await RunningServer.StartAsync(configure, clock: clock));

    public async Task<GatewaySource> AddAsync(string type, string? config = null, Func<Source, Source>? shape = null)
    {
        var token = SourceToken.Generate();
        var application = await ChangeAsync(draft =>
        {
            var now = Node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            var made = new SourceApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Node.Ids.Next(),
                Organisation = draft.Organisation(Core.Ids.IdPrefix.Organisation + Server.Organisation),
                Name = type,
                CreatedAt = now,
                UpdatedAt = now,
            };
            var credentials = new SourceCredentials([new KeptToken(token, null)], Sources.Json(config), []);
            var source = new Source
            {
                ApplicationId = made.Id,
                Type = type,
                Tokens = credentials.TokenHashes,
                Sealed = credentials.Seal(Node.Box, made.Ksuid),
                CreatedAt = now,
                UpdatedAt = now,
            };
            draft.Put(made);
            draft.Put(shape?.Invoke(source) ?? source);
            return made;
        });
        return new GatewaySource(this, application, token);
    }

    public async Task<T> ChangeAsync<T>(Func<CatalogDraft, T> change)
    {
        T? made = default;
        await Node.CatalogStore.ChangeAsync(null, draft =>
        {
            made = change(draft);
            return null;
        });
        return made!;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>A source of that server, and its ingest URL.</summary>
internal sealed class GatewaySource(GatewayServer server, Application application, string token)
{
    public Application Application => application;

    public string Token => token;

    public string Path => "/in/" + token;

    public Task<RunningServer.Answer> PostAsync(string body, params (string Name, string Value)[] headers) =>
        SendAsync("POST", "", System.Text.Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Sends what a provider would, but to this source.</summary>
    public Task<RunningServer.Answer> SendAsync(IncomingRequest request) => SendAsync(
        request.Method, request.Url[Sources.Url.Length..], request.Method == "GET" ? null : request.Body.ToArray(), [.. ((HeaderTable)request.Headers).Lines]);

    public async Task<RunningServer.Answer> SendAsync(string method, string rest, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Path + rest);
        if (body is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new RunningServer.Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>In the order they came.</summary>
    public async Task<IReadOnlyList<Message>> MessagesAsync() =>
        [.. (await server.Node.Store.Messages.ListAsync(application.Id, MessageFilter.None, new PageRequest(100), withPayload: true)).Items.OrderBy(m => m.Seq)];

    public ValueTask<DuplicateCount> DuplicatesAsync() => server.Node.Store.Received.DuplicatesAsync(application.Id);

    public Task PutAsync(Func<Source, Source> change) => server.ChangeAsync(draft =>
    {
        draft.Put(change(server.Node.Catalog.Source(application.Id)!));
        return true;
    });
}
