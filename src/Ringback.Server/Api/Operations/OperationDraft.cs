using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Operations;

/// <summary>Puts operations into a change of the catalog.</summary>
internal sealed class OperationDraft(RingbackNode node)
{
    /// <value>Of a source: each of its messages is matched with all of their conditions.</value>
    private const int Most = 100;

    /// <exception cref="RefusedException">409: the uid is taken. 400: there are too many.</exception>
    public Endpoint Add(CatalogDraft draft, Application source, OperationIn input, Ksuid id, long now)
    {
        if (draft.Catalog.Routes(source.Id).Operations().Length >= Most)
            throw new RefusedException(ApiError.Bad($"A source has at most {Most} operations."));
        return Put(draft, source, input.Over(new Endpoint
        {
            Id = draft.NextOperationId(),
            Ksuid = id,
            ApplicationId = source.Id,
            Kind = EndpointKind.Operation,
            Url = "",
            Sealed = Seal(id, input.Headers),
            CreatedAt = now,
            UpdatedAt = now,
        }));
    }

    /// <inheritdoc cref="Add"/>
    public Endpoint Replace(CatalogDraft draft, Application source, Endpoint operation, OperationIn input, long now) =>
        Put(draft, source, input.Over(operation) with { Sealed = Seal(operation.Ksuid, input.Headers), UpdatedAt = now });

    public OperationOut Show(Endpoint operation) => OperationOut.Of(
        operation, operation.Sealed.Length == 0 ? null : EndpointCredentials.Open(node.Box, operation).Headers);

    private static Endpoint Put(CatalogDraft draft, Application source, Endpoint operation)
    {
        if (operation.Uid is { } uid && draft.Catalog.FindOperation(source, uid) is { } other && other.Id != operation.Id)
            throw new RefusedException(ApiError.Conflict($"An operation with the uid \"{uid}\" exists already."));
        draft.Put(operation);
        return operation;
    }

    private byte[] Seal(Ksuid id, IReadOnlyDictionary<string, string>? headers) =>
        headers is null or { Count: 0 } ? [] : new EndpointCredentials([], headers).Seal(node.Box, id);
}
