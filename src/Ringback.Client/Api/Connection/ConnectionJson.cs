using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ringback.Verification.Json;

namespace Ringback.Client.Api;

/// <summary>What a connection reads itself: what is wrong in a request, and JSON that is passed on.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = JsonLimits.MaxDepth + 16)]
[JsonSerializable(typeof(IReadOnlyList<RingbackFieldError>))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
