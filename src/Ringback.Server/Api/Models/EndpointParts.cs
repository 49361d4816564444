using Ringback.Core.Signing;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

internal sealed record EndpointSecretRotateIn(EndpointSecret? Key, TimeSpan Grace)
{
    public static EndpointSecretRotateIn Read(JsonFields fields) => new(
        EndpointFields.Secret(fields, "key"),
        Common.Grace(fields));
}

/// <summary>All headers of an endpoint anew.</summary>
internal sealed record EndpointHeadersIn(IReadOnlyDictionary<string, string> Headers)
{
    public static EndpointHeadersIn Read(JsonFields fields) => new(
        EndpointFields.Headers(fields, "headers", Need.Required) ?? Common.NoMetadata);
}

/// <param name="Headers">Set, or taken away where null.</param>
/// <param name="Deleted">Taken away.</param>
internal sealed record EndpointHeadersPatchIn(IReadOnlyDictionary<string, string?> Headers, IReadOnlyList<string> Deleted)
{
    public static EndpointHeadersPatchIn Read(JsonFields fields) => new(
        EndpointFields.NullableHeaders(fields, "headers", nulls: true, Need.Required) ?? new Dictionary<string, string?>(StringComparer.Ordinal),
        fields.Texts("deleteHeaders", TextRule.Any, 0, HeaderRules.Most) ?? []);
}

internal sealed record EndpointSecretOut(string Key);

/// <param name="Headers">Those that may be shown.</param>
/// <param name="Sensitive">The names of those that may not.</param>
internal sealed record EndpointHeadersOut(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Sensitive)
{
    public static EndpointHeadersOut Of(IReadOnlyDictionary<string, string>? headers)
    {
        headers ??= Common.NoMetadata;
        return new EndpointHeadersOut(
            headers.Where(h => !HeaderRules.IsSensitive(h.Key)).ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal),
            [.. headers.Keys.Where(HeaderRules.IsSensitive)]);
    }
}

internal sealed record EndpointStats(long Success, long Pending, long Sending, long Fail, long Canceled);
