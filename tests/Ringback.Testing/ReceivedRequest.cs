using System.Text;
using Ringback.Verification.Signing;

namespace Ringback.Testing;

/// <summary>A request as it reached a <see cref="FakeReceiver"/>.</summary>
/// <param name="Number">From 0, in order of arrival.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Protocol"><c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
/// <param name="Headers">Names in any case; several of one name joined by commas.</param>
/// <param name="Arrived">When it was read whole.</param>
/// <param name="Connection">The same for requests on the same connection.</param>
internal sealed record ReceivedRequest(
    int Number,
    string Method,
    string Path,
    string Query,
    string Protocol,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    DateTimeOffset Arrived,
    string Connection)
{
    public string MessageId => Header("webhook-id") ?? "";

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Verifies the three headers of a prefix as a receiver would.</summary>
    public SignatureCheck Verify(string secret, TimeProvider? clock = null, string prefix = "webhook") =>
        new SignatureVerifier(secret, clock ?? TimeProvider.System)
            .Verify(Header(prefix + "-id"), Header(prefix + "-timestamp"), Header(prefix + "-signature"), Body);
}
