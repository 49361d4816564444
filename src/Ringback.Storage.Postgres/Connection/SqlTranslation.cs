using System.Globalization;
using System.Text;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// A statement of the SQL that all stores share, as PostgreSQL takes it. Parameters are numbered as SQLite numbers them, <c>indexed by</c>
/// is left out, and <c>cross join</c>, by which SQLite is told an order, is a join. An <c>exists</c> gets an <c>offset 0</c>: without it
/// PostgreSQL may read all of the other table first and keep it, however few rows are asked for. Texts, quoted names and comments stay as they are.
/// </summary>
/// <param name="Text">The statement for PostgreSQL.</param>
/// <param name="Parameters">The highest number of a parameter.</param>
internal readonly record struct SqlTranslation(string Text, int Parameters)
{
    public static SqlTranslation Translate(string sql)
    {
        var text = new StringBuilder(sql.Length + 16);
        var parameters = 0;
        var (depth, isExists) = (0, false);
        var exists = new Stack<int>();
        for (var at = 0; at < sql.Length;)
        {
            var rest = sql.AsSpan(at);
            var quoted = QuotedLength(rest);
            if (quoted > 0)
            {
                text.Append(rest[..quoted]);
                at += quoted;
            }
            else if (rest[0] == '?')
            {
                var digits = DigitsOf(rest[1..]);
                var number = digits == 0 ? parameters + 1 : int.Parse(rest.Slice(1, digits), CultureInfo.InvariantCulture);
                parameters = Math.Max(parameters, number);
                text.Append(CultureInfo.InvariantCulture, $"${number}");
                at += 1 + digits;
            }
            else if (IsWord(rest[0]))
            {
                var word = WordLength(rest);
                at += word;
                if (rest[..word].Equals("indexed", StringComparison.OrdinalIgnoreCase) && NextWord(rest, word) is { } by
                    && rest[by.Start..by.End].Equals("by", StringComparison.OrdinalIgnoreCase) && NextWord(rest, by.End) is { } index)
                {
                    // The space before it went into the text, and the one behind it follows.
                    at += index.End - word;
                    while (text.Length > 0 && text[^1] == ' ')
                        text.Length--;
                }
                else if (rest[..word].Equals("cross", StringComparison.OrdinalIgnoreCase) && NextWord(rest, word) is { } join
                    && rest[join.Start..join.End].Equals("join", StringComparison.OrdinalIgnoreCase))
                {
                    at += join.Start - word;
                }
                else
                {
                    text.Append(rest[..word]);
                }

                isExists = rest[..word].Equals("exists", StringComparison.OrdinalIgnoreCase);
            }
            else
            {
                if (rest[0] == '(' && ++depth > 0 && isExists)
                    exists.Push(depth);
                if (rest[0] == ')' && exists.TryPeek(out var opened) && opened == depth)
                {
                    exists.Pop();
                    text.Append(" offset 0");
                }

                if (rest[0] == ')')
                    depth--;
                isExists &= rest[0] == ' ';
                text.Append(rest[0]);
                at++;
            }
        }

        return new SqlTranslation(text.ToString(), parameters);
    }

    /// <summary>How long the quoted text, quoted name or comment is that begins here; 0: none begins.</summary>
    private static int QuotedLength(ReadOnlySpan<char> sql) => sql switch
    {
        ['\'', ..] => EndOf(sql, 1, "'"),
        ['"', ..] => EndOf(sql, 1, "\""),
        ['-', '-', ..] => EndOf(sql, 2, "\n"),
        ['/', '*', ..] => EndOf(sql, 2, "*/"),
        _ => 0,
    };

    // A doubled quote inside a text ends one text and begins the next: the result is the same.
    private static int EndOf(ReadOnlySpan<char> sql, int from, string end)
    {
        var found = sql[from..].IndexOf(end, StringComparison.Ordinal);
        return found < 0 ? sql.Length : from + found + end.Length;
    }

    private static int DigitsOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && IsWord(text[end]))
            end++;
        return end;
    }

    private static (int Start, int End)? NextWord(ReadOnlySpan<char> text, int from)
    {
        var start = from;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        var length = WordLength(text[start..]);
        return start > from && length > 0 ? (start, start + length) : null;
    }
}
