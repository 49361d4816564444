namespace Ringback.Core.Operate;

/// <summary>What may be an operation's statement: one that reads or changes rows, so that it can't end the transaction it runs in.</summary>
internal static class SqlText
{
    public const int MaxLength = 16 * 1024;

    private static readonly string[] Allowed = ["insert", "update", "delete", "merge", "replace", "with", "select"];

    /// <summary>What is wrong, or null. The database has the last word when it is run.</summary>
    public static string? Problem(string sql)
    {
        if (sql.Length > MaxLength)
            return $"must have at most {MaxLength} characters";
        if (sql.Contains('\0'))
            return "must not contain a NUL character";
        if (NumberedParameter.Find(sql) is { } numbered)
            return $"has {numbered}: write each parameter as @name, and say in parameters where its value comes from";
        var word = FirstWord(sql);
        return Allowed.Contains(word, StringComparer.OrdinalIgnoreCase) ? null
            : $"must be one statement that begins with {string.Join(", ", Allowed)}";
    }

    /// <summary>Where the text goes on behind the next mark; its end when there is none.</summary>
    public static int Behind(string sql, string mark, int from)
    {
        var found = sql.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? sql.Length : found + mark.Length;
    }

    private static string FirstWord(string sql)
    {
        var at = 0;
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
                at++;
            else if (sql.AsSpan(at).StartsWith("--"))
                at = Behind(sql, "\n", at);
            else if (sql.AsSpan(at).StartsWith("/*"))
                at = Behind(sql, "*/", at);
            else
                break;
        }

        var end = at;
        while (end < sql.Length && char.IsAsciiLetter(sql[end]))
            end++;
        return sql[at..end];
    }
}
