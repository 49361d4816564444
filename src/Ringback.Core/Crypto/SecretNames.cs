using System.Buffers;

namespace Ringback.Core.Crypto;

/// <summary>Headers and parameters whose values aren't kept. Signatures are: they are no secrets, and tell why one was refused.</summary>
internal static class SecretNames
{
    public const string Mask = "***";

    /// <value>A name that has one of these in it, anywhere.</value>
    private static readonly SearchValues<string> Parts = SearchValues.Create(
        ["authorization", "token", "secret", "password", "passwd", "passphrase", "passcode", "cookie", "credential", "sessionid", "session-id", "session_id"],
        StringComparison.OrdinalIgnoreCase);

    /// <value>A name of which one of these is the last word: <c>X-Auth</c>, and not <c>Paypal-Auth-Algo</c>.</value>
    private static readonly string[] LastWords = ["auth", "pass", "pwd", "pin", "otp", "jwt", "bearer", "session"];

    /// <value>Names that end in <c>key</c> and name something that isn't kept from anybody.</value>
    private static readonly string[] PlainKeys = ["idempotency-key", "public-key", "publickey", "public_key", "routing-key", "partition-key"];

    /// <param name="name">As it was sent.</param>
    /// <param name="others">The source's own, from its configuration.</param>
    public static bool IsSecret(ReadOnlySpan<char> name, IReadOnlyCollection<string> others)
    {
        if (IsSecret(name)) return true;
        foreach (var other in others)
        {
            if (name.Equals(other, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>Whether a header or parameter of that name mostly holds a secret, whoever sends it.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name)
    {
        // Each header of each request comes by here: one pass for all of them.
        if (name.ContainsAny(Parts)) return true;
        if (name.EndsWith("key", StringComparison.OrdinalIgnoreCase)) return !EndsWithAny(name, PlainKeys);
        var lastWord = name[(name.LastIndexOfAny("-_.") + 1)..];
        foreach (var word in LastWords)
        {
            if (lastWord.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static bool EndsWithAny(ReadOnlySpan<char> name, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>A query with the values of its secret parameters masked.</summary>
    /// <param name="query">With its question mark, or empty.</param>
    public static string MaskQuery(string query, IReadOnlyCollection<string> others)
    {
        if (query.Length < 2) return "";
        var pairs = query[1..].Split('&');
        for (var i = 0; i < pairs.Length; i++)
        {
            var equals = pairs[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && IsSecret(Uri.UnescapeDataString(pairs[i][..equals]), others)) pairs[i] = pairs[i][..(equals + 1)] + Mask;
        }
        return "?" + string.Join('&', pairs);
    }
}
