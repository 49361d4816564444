using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Children;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(LoadPlan))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(SinkCounts))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BenchJson : JsonSerializerContext;
