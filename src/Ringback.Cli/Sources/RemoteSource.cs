using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;
using Ringback.Client.Api;
using Ringback.Core.Ids;

namespace Ringback.Cli.Sources;

/// <summary>A source as the server shows it.</summary>
/// <param name="Config">Without its secrets.</param>
/// <param name="CalledUrl">What its provider calls: holds a secret, its token. Null for one that fires by itself.</param>
internal sealed record RemoteSource(string Id, string? Uid, string Name, string Type, JsonObject Config, Uri? CalledUrl)
{
    /// <summary>What a command line calls it by.</summary>
    public string Handle => Uid ?? Id;

    /// <exception cref="UsageException">There is none of that name, or it is no name: in a URL it would be another path.</exception>
    public static async Task<RemoteSource> FindAsync(RemoteServer server, string handle, CancellationToken stop)
    {
        if (handle.Length == 0 || PathStep.Is(handle)) throw new UsageException($"\"{handle}\" is not an id or uid of a source; `ringback sources list` lists the sources.");
        try
        {
            return Read(await server.AskAsync(api => api.Sources.GetAsync(handle, stop)));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new UsageException($"there is no source {handle}; `ringback sources list` lists the sources.");
        }
    }

    public static Task<List<RemoteSource>> AllAsync(RemoteServer server, CancellationToken stop) =>
        server.AskAsync(api => api.Sources.ListAsync(stop).Select(Read).ToListAsync(stop).AsTask());

    public static async Task<RemoteSource> CreateAsync(RemoteServer server, SourceInput source, CancellationToken stop) =>
        Read(await server.AskAsync(api => api.Sources.CreateAsync(source, cancellation: stop)));

    /// <summary>Puts another configuration in; the one before is good beside it for a while.</summary>
    public Task RotateConfigAsync(RemoteServer server, JsonObject config, TimeSpan grace, CancellationToken stop) =>
        server.AskAsync(api => api.Sources.RotateSecretAsync(Id, config, grace, cancellation: stop));

    public Task<string> RotateTokenAsync(RemoteServer server, CancellationToken stop) =>
        server.AskAsync(api => api.Sources.RotateTokenAsync(Id, cancellation: stop));

    /// <summary>What it has, with these fields over it.</summary>
    public JsonObject ConfigWith(IEnumerable<KeyValuePair<string, JsonNode?>> fields)
    {
        var config = (JsonObject)Config.DeepClone();
        foreach (var (name, value) in fields) config[name] = value?.DeepClone();
        return config;
    }

    private static RemoteSource Read(Source source) => new(
        source.Id, source.Uid, source.Name, source.Type,
        source.Config is { ValueKind: JsonValueKind.Object } config ? JsonObject.Create(config)! : [],
        source.IngestUrl is { } url ? Called(new Uri(url), source.PublicUrl) : null);

    /// <summary>A public URL that is an origin, or has a token in it, which may be an older one, says where; the path is the ingest URL's.</summary>
    private static Uri Called(Uri ingest, string? publicUrl)
    {
        if (publicUrl is null) return ingest;
        var url = new Uri(publicUrl);
        return url.AbsolutePath == "/" || url.AbsolutePath.StartsWith("/in/", StringComparison.Ordinal) ? new Uri(url, ingest.AbsolutePath) : url;
    }
}
