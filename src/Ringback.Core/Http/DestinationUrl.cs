using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>
/// What may be registered as a URL to send to. Names are looked up when something is sent, by
/// <see cref="GuardedConnector"/>: what a name means today says nothing about then.
/// </summary>
internal static class DestinationUrl
{
    public const int MaxLength = 2048;

    /// <summary>Checks what is registered.</summary>
    /// <param name="error">What is wrong and what to do, as a sentence about the URL.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = Fault(text, out var parsed);
        if (error is not null) return false;
        url = parsed!;
        return true;
    }

    /// <summary>
    /// The form in which an endpoint's URL is kept and shown: scheme and host in lower case, the host in its ASCII form, no default port,
    /// a path of at least <c>/</c>. It is the form that is connected to.
    /// </summary>
    public static string Normalised(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        var port = url.IsDefaultPort ? "" : ":" + url.Port.ToString(CultureInfo.InvariantCulture);
        return $"{url.Scheme}://{host}{port}{url.PathAndQuery}{url.Fragment}";
    }

    /// <summary>Reads a URL that was registered before, perhaps under weaker rules: it only has to lead to a host.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && DestinationHost.FaultOfParsed(url) is null;

    private static string? Fault(string? text, out Uri? url)
    {
        url = null;
        if (string.IsNullOrEmpty(text)) return "the URL is missing";
        if (text.Length > MaxLength) return $"the URL is longer than {MaxLength} characters";
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\\') || text.Contains('\u007f'))
            return "the URL contains white space, control characters or backslashes";
        if (HasInvisible(text))
            return "the URL contains invisible characters (white space, direction marks, zero-width characters or half of a surrogate pair): remove them, or percent-encode them in the path and the query";
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return "the URL must begin with http:// or https://";
        var rest = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3);
        var authority = rest.IndexOfAny('/', '?', '#') is >= 0 and var end ? rest[..end] : rest;
        if (authority.Contains('@')) return "the URL must not contain a user name or password: use a header";
        if (DestinationHost.FaultOfText(authority) is { } host) return host;
        if (!Uri.TryCreate(text, UriKind.Absolute, out url)) return "the URL isn't valid";
        return DestinationHost.FaultOfParsed(url) ?? (url.Port == 0 ? "the URL has port 0: give the port that the receiver listens on" : null);
    }

    private static bool HasInvisible(string text)
    {
        if (Ascii.IsValid(text)) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            // A half of a surrogate pair is enumerated as U+FFFD.
            if (rune == Rune.ReplacementChar) return true;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator)
                return true;
            // Letters and marks that are drawn as nothing: fillers of Hangul, variation selectors, the grapheme joiner.
            if (rune.Value is 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)) return true;
        }
        return false;
    }
}
