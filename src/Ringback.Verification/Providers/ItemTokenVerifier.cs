using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>A secret that each item of a list in the body repeats. One item without it refuses all.</summary>
/// <param name="list">Where the list stands.</param>
/// <param name="name">The member of each item that is the secret.</param>
internal sealed class ItemTokenVerifier(JsonPointer list, string name, string secret) : IRequestVerifier
{
    private const int MostItems = 5000;
    private readonly BodyPlace _place = new("/" + name);
    private readonly TokenVerifier _token = new(new BodyPlace("/" + name), secret);

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var json = request.Json;
        if (list.ReadItems(json.Span) is not { Count: > 0 and <= MostItems } items)
            return new(VerificationResult.Refused(Refusal.Malformed, $"{list} in the body isn't a list of items"));
        foreach (var range in items)
        {
            if (_place.ReadOne(request with { Body = json[range], ContentType = "application/json" }, out var value) != PlaceStatus.Found)
                return new(VerificationResult.Refused(Refusal.Missing, $"{name} is missing in an item of {list} in the body"));
            if (!_token.Fits(value)) return new(VerificationResult.Refused(Refusal.NoMatch, $"{name} in an item of {list} in the body isn't the source's"));
        }
        return new(VerificationResult.Accepted);
    }
}
