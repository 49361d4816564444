using System.Text.Json.Serialization;
using Ringback.Verification.Json;

namespace Ringback.Client.Api;

/// <summary>The API's JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    MaxDepth = JsonLimits.MaxDepth + 16,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(SourceInput))]
[JsonSerializable(typeof(ApiPage<Source>))]
[JsonSerializable(typeof(ApiPage<SourceMessage>))]
[JsonSerializable(typeof(ReceivedEvent))]
[JsonSerializable(typeof(RefusedRequests))]
[JsonSerializable(typeof(Operation))]
[JsonSerializable(typeof(OperationInput))]
[JsonSerializable(typeof(ApiPage<Operation>))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(ApiPage<Run>))]
[JsonSerializable(typeof(Expectation))]
[JsonSerializable(typeof(ExpectationInput))]
[JsonSerializable(typeof(ApiPage<Expectation>))]
[JsonSerializable(typeof(Replay))]
[JsonSerializable(typeof(BackgroundTask))]
[JsonSerializable(typeof(RotateSecretRequest))]
[JsonSerializable(typeof(RotatedToken))]
[JsonSerializable(typeof(ReplayManyRequest))]
[JsonSerializable(typeof(ReplayOneRequest))]
[JsonSerializable(typeof(ReplayedOne))]
[JsonSerializable(typeof(IReadOnlyList<RingbackFieldError>))]
internal sealed partial class ClientJson : JsonSerializerContext;
