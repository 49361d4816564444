using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Crypto;
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
    public SourceOperation Add(CatalogDraft draft, SourceApplication source, OperationIn input, Ksuid id, long now)
    {
        if (draft.Catalog.EndpointsOf(source.Id).Operations().Length >= Most)
            throw new RefusedException(ApiError.Bad($"A source has at most {Most} operations."));
        var restored = Restored(input, null);
        return Put(draft, source, restored.ApplyTo(new SourceOperation
        {
            Id = draft.NextId<SourceOperation>(),
            Ksuid = id,
            ApplicationId = source.Id,
            Definition = restored.Definition,
            Sealed = Seal(id, input.Headers),
            CreatedAt = now,
            UpdatedAt = now,
        }));
    }

    /// <inheritdoc cref="Add"/>
    public SourceOperation Replace(CatalogDraft draft, SourceApplication source, SourceOperation operation, OperationIn input, long now) =>
        Put(draft, source, Restored(input, operation).ApplyTo(operation) with { Sealed = Seal(operation.Ksuid, input.Headers), UpdatedAt = now });

    public OperationOut Show(SourceOperation operation) => OperationOut.FromOperation(
        operation, operation.Sealed.Length == 0 ? null : EndpointCredentials.Open(node.Box, operation).Headers);

    /// <summary>With what a URL was shown without taken from the operation that is replaced.</summary>
    private static OperationIn Restored(OperationIn input, SourceOperation? before)
    {
        if (input.Definition.Http is not { } http) return input;
        var url = SecretUrl.Restore(http.Url, before?.Definition.Http?.Url)
            ?? throw new RefusedException(ApiError.Invalid($"has {SecretNames.Mask} in place of a secret, but no secret is stored for this place", "body", "http", "url"));
        return input with { Definition = input.Definition with { Http = http with { Url = url } } };
    }

    private static SourceOperation Put(CatalogDraft draft, SourceApplication source, SourceOperation operation)
    {
        if (operation.Uid is { } uid && draft.Catalog.FindOperation(source, uid) is { } other && other.Id != operation.Id)
            throw new RefusedException(ApiError.Conflict($"An operation with the uid \"{uid}\" exists already."));
        draft.Put(operation);
        return operation;
    }

    private byte[] Seal(Ksuid id, IReadOnlyDictionary<string, string>? headers) =>
        headers is null or { Count: 0 } ? [] : new EndpointCredentials([], headers).Seal(node.Box, id);
}
