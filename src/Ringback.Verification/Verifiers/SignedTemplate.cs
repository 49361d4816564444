using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// What is signed, as text with places in braces: <c>v0:{timestamp}:{body}</c>. Known are <c>{timestamp}</c> and
/// <c>{id}</c> (as they stand in the request), <c>{body}</c>, <c>{method}</c> and <c>{url}</c>.
/// </summary>
internal sealed class SignedTemplate
{
    public static readonly SignedTemplate BodyOnly = Parse("{body}");

    private const int LongestText = 1024;
    private readonly Part[] _parts;
    private readonly string _text;
    private readonly bool _isGuarded;

    private SignedTemplate(string text, Part[] parts)
    {
        _text = text;
        _parts = parts;
        _isGuarded = HasId || HasUrl;
    }

    internal enum Kind
    {
        Literal,
        Timestamp,
        Id,
        Body,
        Method,
        Url,
    }

    public bool HasTimestamp => Has(Kind.Timestamp);

    public bool HasId => Has(Kind.Id);

    public bool HasBody => Has(Kind.Body);

    public bool HasUrl => Has(Kind.Url);

    public static bool TryParse(string? text, [NotNullWhen(true)] out SignedTemplate? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        error = "write what is signed as text with {body}, {timestamp}, {id}, {method} or {url} in it, such as {timestamp}.{body}";
        if (text is null || text.Length is 0 or > LongestText) return false;
        var parts = new List<Part>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var literal = open < 0 ? text[at..] : text[at..open];
            if (literal.Contains('}')) return false;
            if (literal.Length > 0) parts.Add(new Part(Kind.Literal, Encoding.UTF8.GetBytes(literal)));
            if (open < 0) break;
            var close = text.IndexOf('}', open);
            if (close < 0 || !TryName(text[(open + 1)..close], out var kind)) return false;
            parts.Add(new Part(kind, []));
            at = close + 1;
        }
        template = new SignedTemplate(text, [.. parts]);
        error = null;
        return true;
    }

    /// <exception cref="ArgumentException">It is no template.</exception>
    public static SignedTemplate Parse(string text) =>
        TryParse(text, out var template, out var error) ? template : throw new ArgumentException(error, nameof(text));

    /// <summary>
    /// Two places with nothing between whose border no form fixes, so that one signature speaks for many requests; null when there are
    /// none. A timestamp has one form, a method is followed by a URL's scheme; what stands beside the body is looked at in each request.
    /// </summary>
    public string? FindBorderless()
    {
        for (var i = 1; i < _parts.Length; i++)
        {
            var (left, right) = (_parts[i - 1].Kind, _parts[i].Kind);
            if (left is Kind.Id or Kind.Url or Kind.Method && right is Kind.Id or Kind.Url or Kind.Method && (left, right) != (Kind.Method, Kind.Url))
                return $"{{{left.ToString().ToLowerInvariant()}}}{{{right.ToString().ToLowerInvariant()}}}";
        }
        return null;
    }

    /// <summary>A place of the request whose end could be elsewhere, so that the signature doesn't say what it covers; null when there is none.</summary>
    public string? FindSplit(in IncomingRequest request, string id) => _isGuarded ? SplitGuard.Find(_parts, request, id) : null;

    /// <summary>The signed bytes, in a pooled buffer; its owner disposes of it.</summary>
    public SignedBytes Fill(in IncomingRequest request, string timestamp, string id)
    {
        var length = 0;
        foreach (var part in _parts)
        {
            length += part.Kind switch
            {
                Kind.Literal => part.Literal.Length,
                Kind.Body => request.Body.Length,
                _ => Encoding.UTF8.GetByteCount(Text(part.Kind, request, timestamp, id)),
            };
        }
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        foreach (var part in _parts)
        {
            var into = buffer.AsSpan(at);
            switch (part.Kind)
            {
                case Kind.Literal:
                    part.Literal.CopyTo(into);
                    at += part.Literal.Length;
                    break;
                case Kind.Body:
                    request.Body.Span.CopyTo(into);
                    at += request.Body.Length;
                    break;
                default:
                    at += Encoding.UTF8.GetBytes(Text(part.Kind, request, timestamp, id), into);
                    break;
            }
        }
        return new SignedBytes(buffer, at, pooled: true);
    }

    public override string ToString() => _text;

    private static string Text(Kind kind, in IncomingRequest request, string timestamp, string id) => kind switch
    {
        Kind.Timestamp => timestamp,
        Kind.Id => id,
        Kind.Method => request.Method,
        _ => request.Url,
    };

    private static bool TryName(string name, out Kind kind)
    {
        kind = name switch
        {
            "timestamp" => Kind.Timestamp,
            "id" => Kind.Id,
            "body" => Kind.Body,
            "method" => Kind.Method,
            "url" => Kind.Url,
            _ => Kind.Literal,
        };
        return kind != Kind.Literal;
    }

    private bool Has(Kind kind) => Array.Exists(_parts, part => part.Kind == kind);

    internal readonly record struct Part(Kind Kind, byte[] Literal);
}
