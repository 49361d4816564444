using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ringback.Core.Deliver;

/// <summary>
/// What may be registered as a URL to send to. Names are looked up when something is sent, by
/// <see cref="GuardedConnector"/>: what a name means today says nothing about then.
/// </summary>
internal static class DestinationUrl
{
    public const int MaxLength = 2048;

    /// <param name="error">What is wrong, as a sentence about the URL.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = Fault(text, out var parsed);
        if (error is not null) return false;
        url = parsed!;
        return true;
    }

    /// <summary>
    /// True when the host is an address (in any notation) that the guard refuses, or a name for this machine:
    /// nothing that a look-up could change, so it can be told at once.
    /// </summary>
    public static bool IsLiterallyRefused(Uri url, AddressGuard guard, [NotNullWhen(true)] out string? reason)
    {
        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address)) reason = guard.RefusalOf(address, url.Port);
        else if (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
            reason = guard.RefusalOf(IPAddress.Loopback, url.Port) is { } v4 && guard.RefusalOf(IPAddress.IPv6Loopback, url.Port) is not null ? v4 : null;
        else reason = null;
        return reason is not null;
    }

    private static string? Fault(string? text, out Uri? url)
    {
        url = null;
        if (string.IsNullOrEmpty(text)) return "the URL is missing";
        if (text.Length > MaxLength) return $"the URL is longer than {MaxLength} characters";
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\\') || text.Contains('\u007f'))
            return "the URL has white space, control characters or backslashes in it";
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return "the URL must begin with http:// or https://";
        if (!Uri.TryCreate(text, UriKind.Absolute, out url)) return "the URL isn't valid";
        if (url.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || !HasHost(url)) return "the URL has no valid host";
        if (url.UserInfo.Length > 0) return "the URL must not hold a user name or password: use a header";
        return url.Port == 0 ? "the URL has port 0" : null;
    }

    /// <summary>Uri takes hosts whose international form it can't give afterwards; a sender would meet that later.</summary>
    private static bool HasHost(Uri url)
    {
        try
        {
            return url.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }
}
