using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>
/// What Ringback does itself on the messages of a source: no endpoint to those who list them, but routed, worked and recorded as one.
/// </summary>
internal sealed record SourceOperation : Destination
{
    public required OperationDefinition Definition { get; init; }

    public override string PublicId => IdPrefix.Operation + Ksuid;
}
