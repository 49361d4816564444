using System.Buffers;

namespace Ringback.Core.Operate;

/// <summary>
/// Finds a parameter by number (<c>$1</c>) in a statement: PostgreSQL takes it for the first value that any <c>@name</c> was given, and
/// ends the session where there is none. In texts, quoted names and comments it is what it looks like.
/// </summary>
internal static class NumberedParameter
{
    private static readonly SearchValues<char> OfNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$");

    /// <returns>As it stands there, <c>$1</c>; null when there is none.</returns>
    public static string? Find(string sql)
    {
        for (var at = 0; at < sql.Length;)
        {
            var rest = sql.AsSpan(at);
            if (rest.StartsWith("--"))
                at = SqlText.Behind(sql, "\n", at + 2);
            else if (rest.StartsWith("/*"))
                at = BehindComment(sql, at);
            else if (rest[0] is '\'' or '"')
                at = BehindQuote(sql, at, rest[0], escapes: false);
            else if (rest is ['e' or 'E', '\'', ..])
                at = BehindQuote(sql, at + 1, '\'', escapes: true);
            else if (rest is ['$', >= '0' and <= '9', ..])
                return sql[at..(at + 1 + Digits(rest[1..]))];
            else if (rest[0] == '$' && Tag(rest) is { } tag)
                at = SqlText.Behind(sql, tag, at + tag.Length);
            else if (rest[0] != '$' && OfNames.Contains(rest[0]))
                at += NameLength(rest);
            else
                at++;
        }

        return null;
    }

    /// <summary>A dollar within a name belongs to it.</summary>
    private static int NameLength(ReadOnlySpan<char> rest) => rest.IndexOfAnyExcept(OfNames) is >= 0 and var end ? end : rest.Length;

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    /// <summary>What begins, and ends, a text in dollars: <c>$$</c>, <c>$body$</c>.</summary>
    private static string? Tag(ReadOnlySpan<char> rest)
    {
        var end = rest[1..].IndexOf('$');
        return end < 0 || rest.Slice(1, end).ContainsAnyExcept(OfNames) ? null : rest[..(end + 2)].ToString();
    }

    private static int BehindQuote(string sql, int quote, char mark, bool escapes)
    {
        // A mark that is doubled begins the next text at once, which comes to the same.
        for (var at = quote + 1; at < sql.Length; at++)
        {
            if (sql[at] == mark)
                return at + 1;
            if (escapes && sql[at] == '\\')
                at++;
        }

        return sql.Length;
    }

    /// <summary>Comments may stand in comments.</summary>
    private static int BehindComment(string sql, int from)
    {
        var depth = 0;
        for (var at = from; at < sql.Length - 1; at++)
        {
            if (sql[at] == '/' && sql[at + 1] == '*')
                (depth, at) = (depth + 1, at + 1);
            else if (sql[at] == '*' && sql[at + 1] == '/')
            {
                (depth, at) = (depth - 1, at + 1);
                if (depth == 0)
                    return at + 1;
            }
        }

        return sql.Length;
    }
}
