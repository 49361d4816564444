using System.Text;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// Texts as PostgreSQL can hold them, which has no U+0000: it is written as U+0001 <c>0</c>, and U+0001 as U+0001 <c>1</c>, so that no two
/// texts become the same one. A surrogate without its other half becomes U+FFFD, as it does in SQLite.
/// </summary>
internal static class TextEscape
{
    private const char Null = '\0';
    private const char Mark = '\u0001';
    private const char Replacement = '\uFFFD';

    public static string Escape(string text)
    {
        var first = FirstSpecial(text);
        if (first < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 8).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is Null or Mark)
                escaped.Append(Mark).Append(letter == Null ? '0' : '1');
            else if (!char.IsSurrogate(letter))
                escaped.Append(letter);
            else if (i + 1 < text.Length && char.IsSurrogatePair(letter, text[i + 1]))
                escaped.Append(letter).Append(text[++i]);
            else
                escaped.Append(Replacement);
        }

        return escaped.ToString();
    }

    public static string Unescape(string text)
    {
        var first = text.IndexOf(Mark, StringComparison.Ordinal);
        if (first < 0)
            return text;
        var plain = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
            plain.Append(text[i] != Mark || i + 1 == text.Length ? text[i] : text[++i] == '0' ? Null : Mark);
        return plain.ToString();
    }

    /// <summary>Where the first letter is that may not stand as it is; -1 in nearly all texts, which are passed on unchanged.</summary>
    private static int FirstSpecial(ReadOnlySpan<char> text)
    {
        // Two searches of a range each, eight letters or more at a time; a search for any of 2,050 letters takes them one by one.
        var (control, surrogate) = (text.IndexOfAnyInRange(Null, Mark), text.IndexOfAnyInRange('\uD800', '\uDFFF'));
        return control < 0 || surrogate < 0 ? Math.Max(control, surrogate) : Math.Min(control, surrogate);
    }
}
