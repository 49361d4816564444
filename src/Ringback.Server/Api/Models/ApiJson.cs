using System.Text.Json.Serialization;

namespace Ringback.Server.Api.Models;

/// <summary>How answers are written: null where the API's document says nullable.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(ApplicationOut))]
[JsonSerializable(typeof(ListOut<ApplicationOut>))]
[JsonSerializable(typeof(EndpointOut))]
[JsonSerializable(typeof(ListOut<EndpointOut>))]
[JsonSerializable(typeof(EndpointSecretOut))]
[JsonSerializable(typeof(EndpointHeadersOut))]
[JsonSerializable(typeof(EndpointStats))]
[JsonSerializable(typeof(EventTypeOut))]
[JsonSerializable(typeof(ListOut<EventTypeOut>))]
[JsonSerializable(typeof(EventTypeImportOpenApiOut))]
[JsonSerializable(typeof(EnvironmentOut))]
[JsonSerializable(typeof(MessageOut))]
[JsonSerializable(typeof(ListOut<MessageOut>))]
[JsonSerializable(typeof(ListOut<EndpointMessageOut>))]
[JsonSerializable(typeof(ListOut<MessageEndpointOut>))]
[JsonSerializable(typeof(MessageAttemptOut))]
[JsonSerializable(typeof(ListOut<MessageAttemptOut>))]
[JsonSerializable(typeof(MessagePrecheckOut))]
[JsonSerializable(typeof(BulkExpungeContentsOut))]
[JsonSerializable(typeof(PollingEndpointOut))]
[JsonSerializable(typeof(PollingEndpointConsumerSeekOut))]
[JsonSerializable(typeof(TaskOut))]
[JsonSerializable(typeof(BackgroundTaskOut))]
[JsonSerializable(typeof(ListOut<BackgroundTaskOut>))]
[JsonSerializable(typeof(AppUsageStatsOut))]
[JsonSerializable(typeof(AppPortalAccessOut))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
