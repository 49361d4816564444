using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ringback.Core.Background;
using Ringback.Core.Crypto;
using Ringback.Core.Operate;
using Ringback.Verification.Text;

namespace Ringback.Core.Settings;

/// <summary>What single settings may be, where their kind alone doesn't say it. Each answers the problem, or null.</summary>
internal static class SettingRules
{
    /// <summary>HS256 wants a key as long as its hash (RFC 7518, 3.2).</summary>
    private const int ShortestJwtSecret = 32;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    public static string? Urls(RingbackOptions options)
    {
        if (options.Urls.Count == 0) return "empty";
        return options.Urls.Select(ListenUrl).FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>An address to listen on.</summary>
    public static string? ListenUrl(string url)
    {
        if (!TryListenUri(url, out var uri)) return $"\"{url}\" is not an address";
        if (uri.Scheme == Uri.UriSchemeHttps) return $"\"{url}\" asks for TLS, which Ringback leaves to a proxy";
        if (uri.Scheme != Uri.UriSchemeHttp) return $"\"{url}\" doesn't begin with http://";
        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            return $"\"{url}\" has more than a host and a port";
        // Kestrel takes any other name for every address there is.
        return uri.HostNameType == UriHostNameType.Dns && uri.Host != "localhost"
            ? $"\"{url}\" names a host: only an IP address, localhost or * for all addresses can be listened on"
            : null;
    }

    /// <summary>The port of an address to listen on; 0 when it is none.</summary>
    public static int ListenPort(string url) => TryListenUri(url, out var uri) ? uri.Port : 0;

    /// <summary>Of <c>metrics-url</c>: requests to it are known by their port.</summary>
    public static string? MetricsPort(RingbackOptions options)
    {
        if (options.MetricsUrl is not { } url) return null;
        var port = ListenPort(url);
        return port == 0 ? "it has no port" : options.Urls.Any(other => ListenPort(other) == port) ? $"it has port {port}, which an address in urls also has" : null;
    }

    public static string? Folder(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) return "empty";
        return path.Contains('\0', StringComparison.Ordinal) ? "it contains a NUL character, which no path can have" : null;
    }

    /// <summary>A connection string is read by the store itself, which says what is wrong with it; here only what is no connection string at all.</summary>
    public static string? Store(RingbackOptions options) =>
        options.Store is { } address && !address.Contains('=', StringComparison.Ordinal) ? "it isn't a connection string: it has no name=value" : null;

    /// <summary>A password is for no command line.</summary>
    public static string? StoreFlag(string address) =>
        address.Contains("password", StringComparison.OrdinalIgnoreCase) || address.Contains("pwd", StringComparison.OrdinalIgnoreCase)
        || address.Contains("psw", StringComparison.OrdinalIgnoreCase)
            ? "it holds a password, and every user of a machine can read the command lines of others"
            : null;

    public static string? JwtSecret(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return bytes.Length < ShortestJwtSecret ? "it is shorter than 32 bytes" : GuessableKey.Problem(bytes);
    }

    public static string? EncryptionKey(byte[] key) => key.Length != SecretBox.MasterKeySize ? "not 32 bytes" : GuessableKey.Problem(key);

    private static bool TryListenUri(string url, [NotNullWhen(true)] out Uri? uri)
    {
        // Kestrel's wildcards are no hosts to Uri.
        var parseable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(parseable, UriKind.Absolute, out uri);
    }

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

    public static string? AssignDestinations(RingbackOptions options, string text)
    {
        if (!CidrList.TryParse(text, out var list, out var error)) return error;
        options.AllowedDestinations = list;
        return null;
    }

    public static string? AssignConnections(RingbackOptions options, string text)
    {
        if (!NamedConnection.TryParseAll(text, out var connections, out var error)) return error;
        options.Connections = connections;
        return null;
    }

    public static string? AssignSchedule(RingbackOptions options, string text)
    {
        if (!RetrySchedule.TryParse(text, out var schedule, out var error)) return error;
        options.RetrySchedule = schedule;
        return null;
    }

    /// <summary>The addresses in the setting <c>rabbitmq</c>.</summary>
    public static IReadOnlyList<Uri> RabbitMqAddresses(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static part => new Uri(part, UriKind.Absolute))];

    /// <summary>An address with a password is kept off the command line.</summary>
    public static string? RabbitMqFlag(string text) =>
        RabbitMq(text) is null && RabbitMqAddresses(text).Any(static address => address.UserInfo.Contains(':', StringComparison.Ordinal))
            ? "it holds a password, and every user of a machine can read the command lines of others"
            : null;

    /// <summary>The problem names no address: it holds a password.</summary>
    public static string? RabbitMq(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return "empty";
        return Array.TrueForAll(parts, static part => Uri.TryCreate(part, UriKind.Absolute, out var address) && address is { Scheme: "amqp" or "amqps", Host.Length: > 0 })
            ? null
            : "an address in it is not of the form amqp://USER:PASSWORD@HOST/VHOST";
    }

    public static string? Schedule(RingbackOptions options) =>
        options.RetrySchedule.Delays.Any(d => d > LongestWait) ? "a wait is longer than 30d" : null;

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
