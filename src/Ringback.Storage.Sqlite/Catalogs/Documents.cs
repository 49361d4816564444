using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;

namespace Ringback.Storage.Sqlite.Catalogs;

/// <summary>What of an application isn't a column.</summary>
internal sealed record ApplicationDocument(
    ApplicationKind Kind, string? Uid, string Name, int? ThrottleRate, IReadOnlyDictionary<string, string>? Metadata, long CreatedAt, long UpdatedAt)
{
    public static ApplicationDocument Of(Application application) => new(
        application.Kind, application.Uid, application.Name, application.ThrottleRate,
        application.Metadata.Count == 0 ? null : application.Metadata, application.CreatedAt, application.UpdatedAt);

    public Application ToApplication(int id, Ksuid ksuid, Organisation organisation) => new()
    {
        Id = id,
        Ksuid = ksuid,
        Organisation = organisation,
        Kind = Kind,
        Uid = Uid,
        Name = Name,
        ThrottleRate = ThrottleRate,
        Metadata = Metadata ?? Application.EmptyMetadata,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>What of an endpoint isn't a column.</summary>
internal sealed record EndpointDocument(
    EndpointKind Kind, string? Uid, string Url, int UrlId, string? Description, int? ThrottleRate, bool Disabled,
    IReadOnlyList<string>? EventTypes, IReadOnlyList<string>? Channels, IReadOnlyDictionary<string, string>? Metadata,
    DeliveryOrder Order, WhenExhausted WhenExhausted, OperationDefinition? Operation, long CreatedAt, long UpdatedAt)
{
    public static EndpointDocument Of(Endpoint endpoint, SealedTexts texts) => new(
        endpoint.Kind, endpoint.Uid, endpoint.Url, endpoint.UrlId, endpoint.Description.Length == 0 ? null : endpoint.Description,
        endpoint.ThrottleRate, endpoint.Disabled, endpoint.EventTypes, endpoint.Channels,
        endpoint.Metadata.Count == 0 ? null : endpoint.Metadata, endpoint.Order, endpoint.WhenExhausted, texts.Seal(endpoint.Operation, endpoint.Ksuid), endpoint.CreatedAt, endpoint.UpdatedAt);

    public Endpoint ToEndpoint(int id, Ksuid ksuid, int application, byte[] @sealed, SealedTexts texts) => new()
    {
        Id = id,
        Ksuid = ksuid,
        ApplicationId = application,
        Sealed = @sealed,
        Kind = Kind,
        Uid = Uid,
        Url = Url,
        UrlId = UrlId,
        Description = Description ?? "",
        ThrottleRate = ThrottleRate,
        Disabled = Disabled,
        EventTypes = EventTypes,
        Channels = Channels,
        Metadata = Metadata ?? Application.EmptyMetadata,
        Order = Order,
        WhenExhausted = WhenExhausted,
        Operation = texts.Open(Operation, ksuid),
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(CidrListConverter)])]
[JsonSerializable(typeof(ApplicationDocument))]
[JsonSerializable(typeof(SourceDocument))]
[JsonSerializable(typeof(EndpointDocument))]
[JsonSerializable(typeof(EventType))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>Entries as the text of their document.</summary>
internal static class DocumentText
{
    public static string Of(Application application) => JsonSerializer.Serialize(ApplicationDocument.Of(application), DocumentJson.Default.ApplicationDocument);

    /// <param name="owner">The id of the source's application.</param>
    public static string Of(Source source, Ksuid owner, SealedTexts texts) => JsonSerializer.Serialize(SourceDocument.Of(source, owner, texts), DocumentJson.Default.SourceDocument);

    public static string Of(Endpoint endpoint, SealedTexts texts) => JsonSerializer.Serialize(EndpointDocument.Of(endpoint, texts), DocumentJson.Default.EndpointDocument);

    public static string Of(EventType type) => JsonSerializer.Serialize(type, DocumentJson.Default.EventType);
}
