using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;
using Ringback.Core.Ids;

namespace Ringback.Cli.Sources;

/// <summary>A source as the server shows it.</summary>
/// <param name="Config">Without its secrets.</param>
/// <param name="CalledUrl">What its provider calls: holds a secret, its token. Null for one that fires by itself.</param>
internal sealed record RemoteSource(string Id, string? Uid, string Name, string Type, JsonObject Config, Uri? CalledUrl)
{
    private const string Path = "ingest/api/v1/source";

    /// <summary>What a command line calls it by.</summary>
    public string Handle => Uid ?? Id;

    /// <exception cref="UsageException">There is none of that name.</exception>
    public static async Task<RemoteSource> FindAsync(RingbackApi api, string handle, CancellationToken stop)
    {
        try
        {
            return Read(await api.GetAsync(PathOf(handle), stop));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new UsageException($"there is no source {handle}; `ringback sources list` lists the sources.");
        }
    }

    public static async Task<IReadOnlyList<RemoteSource>> AllAsync(RingbackApi api, CancellationToken stop)
    {
        var found = new List<RemoteSource>();
        for (string? iterator = null; ;)
        {
            var page = await api.GetAsync($"{Path}?limit=250{(iterator is null ? "" : "&iterator=" + Uri.EscapeDataString(iterator))}", stop);
            if (page.Need("data") is not JsonArray data) throw AnswerFields.NotRingback("the answer's data isn't a list");
            found.AddRange(data.Select(source => Read(source ?? throw AnswerFields.NotRingback("the answer's data has null in it"))));
            iterator = (string?)page["iterator"];
            if (page.Need("done").GetValueKind() == JsonValueKind.True || iterator is null) return found;
        }
    }

    public static async Task<RemoteSource> CreateAsync(RingbackApi api, JsonObject source, CancellationToken stop) =>
        Read(await api.PostAsync(Path, source, stop));

    /// <summary>Puts another configuration in; the one before is good beside it for a while.</summary>
    public Task RotateConfigAsync(RingbackApi api, JsonObject config, TimeSpan grace, CancellationToken stop) => api.PostAsync(
        PathOf(Id) + "/secret/rotate", new JsonObject { ["config"] = config, ["gracePeriodSeconds"] = (long)grace.TotalSeconds }, stop);

    public async Task<string> RotateTokenAsync(RingbackApi api, CancellationToken stop) =>
        (await api.PostAsync(PathOf(Id) + "/token/rotate", [], stop)).NeedText("ingestUrl");

    /// <summary>What it has, with these fields over it.</summary>
    public JsonObject ConfigWith(IEnumerable<KeyValuePair<string, JsonNode?>> fields)
    {
        var config = (JsonObject)Config.DeepClone();
        foreach (var (name, value) in fields) config[name] = value?.DeepClone();
        return config;
    }

    /// <exception cref="UsageException">It is no name: in a URL it would be another path.</exception>
    private static string PathOf(string handle) => handle.Length == 0 || PathStep.Is(handle)
        ? throw new UsageException($"\"{handle}\" is not an id or uid of a source; `ringback sources list` lists the sources.")
        : $"{Path}/{Uri.EscapeDataString(handle)}";

    private static RemoteSource Read(JsonNode source) => new(
        source.NeedText("id"), (string?)source["uid"], source.NeedText("name"), source.NeedText("type"),
        source["config"] as JsonObject ?? [],
        (string?)source["ingestUrl"] is { } url ? Called(new Uri(url), (string?)source["publicUrl"]) : null);

    /// <summary>A public URL that is an origin, or has a token in it, which may be an older one, says where; the path is the ingest URL's.</summary>
    private static Uri Called(Uri ingest, string? publicUrl)
    {
        if (publicUrl is null) return ingest;
        var url = new Uri(publicUrl);
        return url.AbsolutePath == "/" || url.AbsolutePath.StartsWith("/in/", StringComparison.Ordinal) ? new Uri(url, ingest.AbsolutePath) : url;
    }
}
