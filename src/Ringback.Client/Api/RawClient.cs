using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>
/// The API as JSON: for what this library has no method for, and for programs that pass on fields which they needn't know, as those of a
/// file. Tokens, retries and errors are as everywhere else; see <see cref="RingbackClient"/>.
/// </summary>
public sealed class RawClient
{
    private readonly ApiConnection _api;

    internal RawClient(ApiConnection api) => _api = api;

    /// <summary>Sends a request.</summary>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Behind the server's URL, with the query: <c>api/v1/app/acme</c>. Ids within must be encoded (<see cref="Uri.EscapeDataString(string)"/>).</param>
    /// <param name="body">Null: none.</param>
    /// <param name="idempotencyKey">Of a POST: 1 to 256 characters, kept for 12 hours: sent twice, it is done once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was done isn't known then.</param>
    /// <returns>The answer; an empty object where it has no body.</returns>
    /// <exception cref="ArgumentException">The path leads elsewhere than to the server, which would be told the token.</exception>
    public Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body = null, string? idempotencyKey = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        return _api.SendRawAsync(method, path, body, idempotencyKey, cancellation);
    }
}
