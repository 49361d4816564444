using System.Diagnostics.CodeAnalysis;
using Ringback.Core.Http;
using Ringback.Core.Ids;

namespace Ringback.Core.Templates;

/// <summary>
/// A URL with places in its path and query. Scheme, host and port are literal, so that no event chooses whom we call; a value can't leave
/// its segment of the path, nor its value of the query.
/// </summary>
internal sealed class UrlTemplate
{
    private readonly Template _template;

    private UrlTemplate(Template template) => _template = template;

    public IEnumerable<string> Pointers => _template.Pointers;

    /// <param name="error">What is wrong, as a sentence about the URL.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out UrlTemplate? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        if (!Template.TryParse(text, out var parsed, out error))
            return false;
        var sample = string.Concat(parsed.Parts.Select(static part => part.Source is null ? part.Literal : "x"));
        if (!DestinationUrl.TryParse(sample, out _, out error))
            return false;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var behindHost = text.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        var place = text.IndexOf("{{", StringComparison.Ordinal);
        if (place >= 0 && (behindHost < 0 || place < scheme + 3 + behindHost))
            error = "the URL's scheme, host and port must not contain placeholders: placeholders are allowed in its path and query";
        else if (parsed.Parts.Any(static part => part.Source is null && part.Literal.Contains('#', StringComparison.Ordinal)))
            error = "the URL must have no fragment (#)";
        else if (HasDotSegment(sample))
            error = "the URL's path must have no segments . and ..";
        if (error is not null)
            return false;
        template = new UrlTemplate(parsed);
        return true;
    }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static UrlTemplate Parse(string text) =>
        TryParse(text, out var template, out var error) ? template : throw new ArgumentException(error, nameof(text));

    /// <exception cref="RenderException">A place has no value, or one that would change where the path leads.</exception>
    public Uri Render(EventValues values, RenderLimit limit)
    {
        var text = _template.Render(values, limit, static value =>
            value.Length == 0 ? throw new RenderException("A value that is used in the URL is empty.") : Uri.EscapeDataString(value));
        if (HasDotSegment(text))
            throw new RenderException("A value that is used in the URL would give the path a segment . or .., which is not allowed.");
        return DestinationUrl.TryParse(text, out var url, out var error) ? url : throw new RenderException($"With this event, {error}.");
    }

    /// <summary>Whether a segment is <c>.</c> or <c>..</c>, written in any way that a server or a proxy may take for it.</summary>
    private static bool HasDotSegment(string url)
    {
        var path = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3);
        if (path.IndexOfAny('?', '#') is >= 0 and var end)
            path = path[..end];
        return PathStep.IsIn(path);
    }
}
