using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Operations;

/// <summary>As <see cref="PathNames"/>, of operations.</summary>
internal static class PathOperation
{
    /// <summary>The operation that <c>{source_id}</c> and <c>{operation_id}</c> name, each by id or uid.</summary>
    public static SourceOperation? Operation(this ApiContext context, Catalog catalog) =>
        context.Source(catalog) is { } source ? catalog.FindOperation(source, context.Route(PathParts.Operation)) : null;
}
