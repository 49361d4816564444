using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Catalogs;

/// <summary>The kinds of <see cref="Application"/>, as documents name them.</summary>
internal enum ApplicationKind
{
    Normal = 0,
    Operational = 1,
    Source = 2,
}

/// <summary>The kinds of <see cref="Destination"/>, as documents name them.</summary>
internal enum DestinationKind
{
    Http = 0,
    Poller = 1,
    Operation = 2,
}

/// <summary>What of an application isn't a column.</summary>
internal sealed record ApplicationDocument(
    ApplicationKind Kind, string? Uid, string Name, int? ThrottleRate, IReadOnlyDictionary<string, string>? Metadata, long CreatedAt, long UpdatedAt)
{
    public static ApplicationDocument FromApplication(Application application) => new(
        KindOf(application), application.Uid, application.Name, application.ThrottleRate,
        application.Metadata.Count == 0 ? null : application.Metadata, application.CreatedAt, application.UpdatedAt);

    public Application ToApplication(int id, Ksuid ksuid, Organisation organisation)
    {
        Application application = Kind switch
        {
            ApplicationKind.Normal => new CustomerApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Name = Name, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt },
            ApplicationKind.Operational => new OperationalApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Name = Name, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt },
            ApplicationKind.Source => new SourceApplication { Id = id, Ksuid = ksuid, Organisation = organisation, Name = Name, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt },
            _ => throw new InvalidDataException($"The application {id} has the kind {Kind}, which this version of Ringback doesn't know."),
        };
        return application with { Uid = Uid, ThrottleRate = ThrottleRate, Metadata = Metadata ?? Application.EmptyMetadata };
    }

    private static ApplicationKind KindOf(Application application) => application switch
    {
        CustomerApplication => ApplicationKind.Normal,
        OperationalApplication => ApplicationKind.Operational,
        SourceApplication => ApplicationKind.Source,
        _ => throw new ArgumentException($"There is no application of kind {application.GetType().Name}.", nameof(application)),
    };
}

/// <summary>What of a destination isn't a column.</summary>
internal sealed record EndpointDocument(
    DestinationKind Kind, string? Uid, string Url, int UrlId, string? Description, int? ThrottleRate, bool Disabled,
    IReadOnlyList<string>? EventTypes, IReadOnlyList<string>? Channels, IReadOnlyDictionary<string, string>? Metadata,
    DeliveryOrder Order, WhenExhausted WhenExhausted, OperationDefinition? Operation, long CreatedAt, long UpdatedAt)
{
    public static EndpointDocument FromDestination(Destination destination, SealedTexts texts) => new(
        KindOf(destination), destination.Uid, (destination as HttpEndpoint)?.Url ?? "", destination.UrlId,
        destination.Description.Length == 0 ? null : destination.Description,
        destination.ThrottleRate, destination.Disabled, destination.EventTypes, destination.Channels,
        destination.Metadata.Count == 0 ? null : destination.Metadata, destination.Order, destination.WhenExhausted,
        texts.Seal((destination as SourceOperation)?.Definition, destination.Ksuid), destination.CreatedAt, destination.UpdatedAt);

    public Destination ToDestination(int id, Ksuid ksuid, int application, byte[] @sealed, SealedTexts texts)
    {
        Destination destination = Kind switch
        {
            DestinationKind.Http => new HttpEndpoint { Id = id, Ksuid = ksuid, ApplicationId = application, Url = Url, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt },
            DestinationKind.Poller => new PollerEndpoint { Id = id, Ksuid = ksuid, ApplicationId = application, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt },
            DestinationKind.Operation => new SourceOperation
            {
                Id = id,
                Ksuid = ksuid,
                ApplicationId = application,
                Definition = texts.Open(Operation, ksuid) ?? throw new InvalidDataException($"The operation {id} has no definition."),
                CreatedAt = CreatedAt,
                UpdatedAt = UpdatedAt,
            },
            _ => throw new InvalidDataException($"The destination {id} has the kind {Kind}, which this version of Ringback doesn't know."),
        };
        return destination with
        {
            Sealed = @sealed,
            Uid = Uid,
            UrlId = UrlId,
            Description = Description ?? "",
            ThrottleRate = ThrottleRate,
            Disabled = Disabled,
            EventTypes = EventTypes,
            Channels = Channels,
            Metadata = Metadata ?? Application.EmptyMetadata,
            Order = Order,
            WhenExhausted = WhenExhausted,
        };
    }

    private static DestinationKind KindOf(Destination destination) => destination switch
    {
        HttpEndpoint => DestinationKind.Http,
        PollerEndpoint => DestinationKind.Poller,
        SourceOperation => DestinationKind.Operation,
        _ => throw new ArgumentException($"There is no destination of kind {destination.GetType().Name}.", nameof(destination)),
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
    public static string Serialize(Application application) => JsonSerializer.Serialize(ApplicationDocument.FromApplication(application), DocumentJson.Default.ApplicationDocument);

    /// <param name="owner">The id of the source's application.</param>
    public static string Serialize(Source source, Ksuid owner, SealedTexts texts) => JsonSerializer.Serialize(SourceDocument.FromSource(source, owner, texts), DocumentJson.Default.SourceDocument);

    public static string Serialize(Destination destination, SealedTexts texts) => JsonSerializer.Serialize(EndpointDocument.FromDestination(destination, texts), DocumentJson.Default.EndpointDocument);

    public static string Serialize(EventType type) => JsonSerializer.Serialize(type, DocumentJson.Default.EventType);
}
