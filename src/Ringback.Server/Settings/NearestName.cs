namespace Ringback.Server.Settings;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest edits to it, if they are few enough to be a slip; else null.</summary>
    public static string? Find(string written, IEnumerable<string> names)
    {
        if (written.Length > 64) return null;
        var (best, least) = ((string?)null, Math.Max(2, written.Length / 4) + 1);
        foreach (var name in names)
        {
            var edits = Edits(Plain(written), Plain(name));
            if (edits < least) (best, least) = (name, edits);
        }
        return best;
    }

    // jwtSecret, JWT_SECRET and jwt-secret are the same slip.
    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Levenshtein's distance.</summary>
    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(swap, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
