using System.Text.Json.Serialization;

namespace Ringback.Client.Tests.Hosting;

internal sealed record Envelope<TData>(string Type, TData Data);

internal sealed record Invoice(int Id, decimal Total);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Envelope<Invoice>))]
internal sealed partial class PayloadJson : JsonSerializerContext;
