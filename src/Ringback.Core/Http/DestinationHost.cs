using System.Globalization;
using System.Net;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>What the host of a URL to send to may be: an address, or a name that the DNS can hold (RFC 1035) in its ASCII form.</summary>
internal static class DestinationHost
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    /// <summary>What is wrong with the host as it was written, before parsing hides it; null: nothing.</summary>
    /// <param name="authority">Host and port.</param>
    public static string? FaultOfText(ReadOnlySpan<char> authority)
    {
        if (authority.Contains('%'))
            return authority.StartsWith("[")
                ? "the URL's IPv6 address has a zone id: leave out the % and what is behind it"
                : "the URL's host has a percent sign: write its characters as they are";
        if (authority.StartsWith("["))
            return authority.IndexOf(']') is > 0 and var close && (close == authority.Length - 1 || authority[close + 1] == ':') ? null : "the URL has no valid host";
        var host = authority.IndexOf(':') is >= 0 and var colon ? authority[..colon] : authority;
        if (host.TrimEnd('.').IsEmpty) return "the URL has no valid host";
        // U+3002, U+FF0E and U+FF61 separate labels too.
        Span<char> dots = ['.', '\u3002', '\uff0e', '\uff61'];
        var name = dots.Contains(host[^1]) ? host[..^1] : host;
        foreach (var range in name.SplitAny(dots))
        {
            var label = name[range];
            if (label.IsEmpty) return "the URL's host has an empty label: remove the extra dot";

            // Others are measured in their ASCII form, which only parsing gives.
            if (Ascii.IsValid(label) && FaultOfLabel(label.ToString()) is { } fault) return fault;
        }
        return null;
    }

    /// <summary>What is wrong with the host of a URL that could be parsed; null: nothing.</summary>
    public static string? FaultOfParsed(Uri url)
    {
        if (url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic) return "the URL has no valid host";
        string host;
        try
        {
            host = url.IdnHost;
        }
        catch (UriFormatException)
        {
            // Uri takes hosts whose international form it can't give afterwards.
            return "the URL's host has characters that no host name can have";
        }

        var name = host.EndsWith('.') ? host[..^1] : host;
        if (IPAddress.TryParse(name, out _)) return null;
        if (name.Length == 0) return "the URL has no valid host";
        if (name.Length > LongestName) return $"the URL's host is longer than {LongestName} characters in its ASCII form";
        var labels = name.Split('.');
        foreach (var label in labels)
        {
            if (FaultOfLabel(label) is { } fault) return fault;
        }

        // 256.1.1.1 and 1.2.3.4.5 are meant as addresses, and no top-level domain is a number.
        return labels[^1].AsSpan().ContainsAnyExceptInRange('0', '9') ? null : "the URL's host looks like an address, but isn't valid";
    }

    private static string? FaultOfLabel(string label)
    {
        if (label.Length == 0) return "the URL's host has an empty label: remove the extra dot";
        if (label.Length > LongestLabel) return $"a label of the URL's host is longer than {LongestLabel} characters in its ASCII form";
        if (label[0] == '-' || label[^1] == '-') return "a label of the URL's host begins or ends with a hyphen";
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return "the URL's host has characters that no host name can have";
        }

        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var mapping = new IdnMapping { UseStd3AsciiRules = false, AllowUnassigned = true };
            return mapping.GetUnicode(label).Length > 0 ? null : "the URL's host is not valid Punycode";
        }
        catch (ArgumentException)
        {
            return "the URL's host is not valid Punycode";
        }
    }
}
