using System.Buffers;
using System.Collections.Frozen;
using Ringback.Core.Crypto;
using Ringback.Core.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Which headers an endpoint may ask for beside ours, and which of them are shown to nobody.</summary>
internal static class HeaderRules
{
    /// <summary>Of all names and values of an endpoint.</summary>
    public const int MostBytes = 16 * 1024;

    public const int Most = 100;
    private const int LongestName = 256;

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly FrozenSet<string> Sensitive = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "www-authenticate");

    private static readonly string[] SensitiveEndings = ["signature"];

    /// <summary>What is wrong, or null. A null value is one that is taken away.</summary>
    public static string? Problem(string name, string? value)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(Token)) return "isn't a valid name of a header";
        // What was set before it was forbidden can still be taken away.
        if (value is null) return null;
        if (ReservedHeaders.Include(name)) return "is set by Ringback and can't be set here";
        // A receiver would get it without them (RFC 9110, 5.5).
        if (value is [' ', ..] or [.., ' ']) return "has a value that starts or ends with a space";
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has a value with characters other than printable ASCII" : null;
    }

    public static bool IsSensitive(string name) =>
        Sensitive.Contains(name) || SecretNames.IsSecret(name) || Array.Exists(SensitiveEndings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
