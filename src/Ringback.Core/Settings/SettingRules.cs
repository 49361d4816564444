using System.Net;
using System.Text;

namespace Ringback.Core.Settings;

/// <summary>What single settings may be, where their kind alone doesn't say it. Each answers the problem, or null.</summary>
internal static class SettingRules
{
    /// <summary>HS256 wants a key as long as its hash (RFC 7518, 3.2).</summary>
    private const int ShortestJwtSecret = 32;

    public static string? Urls(RingbackOptions options)
    {
        if (options.Urls.Count == 0) return "empty";
        foreach (var url in options.Urls)
        {
            // Kestrel's wildcards are no hosts to Uri.
            var parseable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal)
                .Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(parseable, UriKind.Absolute, out var uri)) return $"\"{url}\" is not an address";
            if (uri.Scheme == Uri.UriSchemeHttps) return $"\"{url}\" asks for TLS, which Ringback leaves to a proxy";
            if (uri.Scheme != Uri.UriSchemeHttp) return $"\"{url}\" doesn't begin with http://";
            if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
                return $"\"{url}\" has more than a host and a port";
        }
        return null;
    }

    public static string? Folder(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) return "empty";
        return path.Contains('\0', StringComparison.Ordinal) ? "not a path" : null;
    }

    public static string? JwtSecret(string secret) =>
        Encoding.UTF8.GetByteCount(secret) < ShortestJwtSecret ? "shorter than 32 bytes" : null;

    public static string? AssignEncryptionKey(RingbackOptions options, string text)
    {
        try
        {
            options.EncryptionKey = Convert.FromBase64String(text.Trim());
            return null;
        }
        catch (FormatException)
        {
            return "not base64";
        }
    }

    public static string? AssignDestinations(RingbackOptions options, string[] list)
    {
        var networks = new IPNetwork[list.Length];
        for (var i = 0; i < list.Length; i++)
        {
            if (!IPNetwork.TryParse(list[i], out networks[i])) return $"\"{list[i]}\" is not a network";
        }
        options.AllowedDestinations = networks;
        return null;
    }

    public static string? AssignSchedule(RingbackOptions options, string[] list)
    {
        var waits = new TimeSpan[list.Length];
        for (var i = 0; i < list.Length; i++)
        {
            if (!DurationText.TryParse(list[i], out waits[i], out var error)) return error;
        }
        options.RetrySchedule = waits;
        return null;
    }

    public static string? Schedule(RingbackOptions options) => options.RetrySchedule switch
    {
        { Count: > 50 } => "more than 50 waits",
        var waits when waits.Any(w => w < TimeSpan.FromMilliseconds(1) || w > TimeSpan.FromDays(30)) =>
            "a wait must be 1ms to 30d",
        _ => null,
    };

    public static string? Prefixes(RingbackOptions options)
    {
        if (options.HeaderPrefixes.Count == 0) return "empty";
        foreach (var prefix in options.HeaderPrefixes)
        {
            if (prefix.Length is 0 or > 32 || prefix.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
                return $"\"{prefix}\" is not a name of small letters, digits and hyphens";
        }
        return null;
    }
}
