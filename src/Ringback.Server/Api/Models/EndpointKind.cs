namespace Ringback.Server.Api.Models;

/// <summary>The kinds of endpoints that the API has, by the field <c>kind</c>.</summary>
internal enum EndpointKind
{
    Http = 0,
    Poller = 1,
}
