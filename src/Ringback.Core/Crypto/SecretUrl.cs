namespace Ringback.Core.Crypto;

/// <summary>URLs, also templates of them, without the credentials in their query: <c>?key=***</c>.</summary>
internal static class SecretUrl
{
    /// <summary>With the literal values masked of the parameters whose names say that they are secret. Places of templates stay.</summary>
    public static string Mask(string url) => Rewrite(url, static (_, value) => Shows(value) ? value : SecretNames.Mask);

    /// <summary>With the masked values of a URL that was shown put back from the one that is kept.</summary>
    /// <returns>Null when a masked value has nothing to stand for.</returns>
    public static string? Restore(string given, string? kept)
    {
        var values = new Dictionary<string, Queue<string>>(StringComparer.Ordinal);
        if (kept is not null)
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
            if (SecretNames.IsSecret(name)) pairs[i] = pairs[i][..(equals + 1)] + valueOf(name, pairs[i][(equals + 1)..]);
        }

        return url[..(start + 1)] + string.Join('&', pairs) + url[end..];
    }
}
