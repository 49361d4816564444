namespace Ringback.Core.Crypto;

/// <summary>URLs, also templates of them, without the credentials in their query: <c>?key=***</c>.</summary>
internal static class SecretUrl
{
    /// <summary>With the literal values masked of the parameters whose names say that they are secret. Places of templates stay.</summary>
    public static string Mask(string url) => Rewrite(url, static (_, value) => Shows(value) ? value : SecretNames.Mask);

    /// <summary>With the masked values of a URL that was shown put back from the one that is kept.</summary>
    /// <returns>Null when a masked value has nothing to stand for: a secret that was given to one host isn't sent to another.</returns>
    public static string? Restore(string given, string? kept)
    {
        var values = new Dictionary<string, Queue<string>>(StringComparer.Ordinal);
        if (kept is not null && Origin(given).Equals(Origin(kept), StringComparison.OrdinalIgnoreCase))
        {
            Rewrite(kept, (name, value) =>
            {
                if (!values.TryGetValue(name, out var queue)) values[name] = queue = new Queue<string>();
                queue.Enqueue(value);
                return value;
            });
        }

        var lacking = false;
        var restored = Rewrite(given, (name, value) =>
        {
            var before = values.TryGetValue(name, out var queue) && queue.TryDequeue(out var next) ? next : null;
            if (value != SecretNames.Mask) return value;
            lacking |= before is null;
            return before ?? value;
        });
        return lacking ? null : restored;
    }

    /// <summary>
    /// Whether a parameter of the URL that is called mostly is a credential. Beside the names that hold one everywhere, these hold one here:
    /// <c>sig</c> and <c>…-Signature</c> of signed URLs (Azure, AWS, Google), and <c>code</c>, the key of an Azure function.
    /// </summary>
    private static bool IsCredential(string name) =>
        SecretNames.IsSecret(name) || name.Equals("sig", StringComparison.OrdinalIgnoreCase) || name.Equals("code", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("signature", StringComparison.OrdinalIgnoreCase);

    /// <summary>Scheme, host and port, as they are written.</summary>
    private static ReadOnlySpan<char> Origin(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return url;
        var length = url.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        return length < 0 ? url : url.AsSpan(0, scheme + 3 + length);
    }

    private static bool Shows(string value) => value.Length == 0 || value.Contains("{{", StringComparison.Ordinal);

    private static string Rewrite(string url, Func<string, string, string> valueOf)
    {
        var start = url.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return url;
        var end = url.IndexOf('#', start) is >= 0 and var fragment ? fragment : url.Length;
        var pairs = url[(start + 1)..end].Split('&');
        for (var i = 0; i < pairs.Length; i++)
        {
            var equals = pairs[i].IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) continue;
            var name = Uri.UnescapeDataString(pairs[i][..equals]);
            if (IsCredential(name)) pairs[i] = pairs[i][..(equals + 1)] + valueOf(name, pairs[i][(equals + 1)..]);
        }

        return url[..(start + 1)] + string.Join('&', pairs) + url[end..];
    }
}
