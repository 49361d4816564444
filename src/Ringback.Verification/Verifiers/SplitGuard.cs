using System.Buffers;
using System.Text;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Refuses a request whose signed text could also be that of another one: where a place of the template runs into the next without
/// anything between, or holds what is to stand between. The timestamp is left out: its form is exact (<see cref="TimestampForm"/>).
/// </summary>
internal static class SplitGuard
{
    // No URL has these (RFC 3986, 2), and a body of JSON begins with one of them.
    private static readonly SearchValues<char> NotInUrls = SearchValues.Create("{}[]\"");
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>The place whose end could be elsewhere; null when there is none.</summary>
    public static string? Find(IReadOnlyList<SignedTemplate.Part> parts, in IncomingRequest request, string id)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var next = i + 1 < parts.Count ? parts[i + 1] : default;
            var before = i > 0 ? parts[i - 1] : default;
            switch (parts[i].Kind)
            {
                case SignedTemplate.Kind.Url:
                    if (next.Kind == SignedTemplate.Kind.Body && !IsUrlBeforeJson(request)) return "the URL, or where the body begins,";
                    if (IsLiteral(next) && request.Url.Contains(Encoding.UTF8.GetString(next.Literal), StringComparison.Ordinal)) return "the URL";
                    break;
                case SignedTemplate.Kind.Id:
                    if (!IsIdApart(before, next, request, id)) return "the signed id";
                    break;
            }
        }
        return null;
    }

    private static bool IsLiteral(in SignedTemplate.Part part) => part.Literal is { Length: > 0 };

    private static bool IsUrlBeforeJson(in IncomingRequest request)
    {
        var path = request.Url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? request.Url.IndexOf('/', scheme + 3) : 0;
        if (path >= 0 && request.Url.AsSpan(path).ContainsAny(NotInUrls)) return false;
        return request.Body.IsEmpty || request.Body.Span[0] is (byte)'{' or (byte)'[';
    }

    private static bool IsIdApart(in SignedTemplate.Part before, in SignedTemplate.Part next, in IncomingRequest request, string id)
    {
        var body = request.Body.Span;
        if (before.Kind == SignedTemplate.Kind.Body && (id.AsSpan().ContainsAnyExcept(IdCharacters) || (body.Length > 0 && IdBytes.Contains(body[^1])))) return false;
        if (next.Kind == SignedTemplate.Kind.Body && (id.AsSpan().ContainsAnyExcept(IdCharacters) || (body.Length > 0 && IdBytes.Contains(body[0])))) return false;
        return !(IsLiteral(before) && id.Contains(Encoding.UTF8.GetString(before.Literal), StringComparison.Ordinal))
            && !(IsLiteral(next) && id.Contains(Encoding.UTF8.GetString(next.Literal), StringComparison.Ordinal));
    }
}
