using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Node;

namespace Ringback.Server.Tests.Api.Sources;

/// <summary>A test of sources, with shorthand for making them.</summary>
public abstract class SourceTest : ApiTest
{
    private protected const string Many = "/ingest/api/v1/source";

    private protected RingbackNode Node => Server.Services.GetRequiredService<RingbackNode>();

    private protected Task<JsonNode> MakeAsync(string type, string? config, string? uid = null) =>
        JsonAsync(201, "POST", Many, $$"""{"type":"{{type}}","name":"Test","uid":{{JsonSerializer.Serialize(uid)}}{{(config is null ? "" : ",\"config\":" + config)}}}""");
}
