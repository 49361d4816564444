namespace Ringback.Server.Gateway;

/// <summary>Headers and parameters whose values aren't kept. Signatures are: they are no secrets, and tell why one was refused.</summary>
internal static class SecretNames
{
    public const string Mask = "***";

    private static readonly string[] Parts = ["authorization", "token", "secret", "password", "cookie", "api-key", "apikey", "api_key", "credential"];

    /// <param name="name">As it was sent.</param>
    /// <param name="others">The source's own, from its configuration.</param>
    public static bool IsSecret(ReadOnlySpan<char> name, IReadOnlyCollection<string> others)
    {
        foreach (var part in Parts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase)) return true;
        }
        foreach (var other in others)
        {
            if (name.Equals(other, StringComparison.OrdinalIgnoreCase)) return true;
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
