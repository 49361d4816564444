using System.Globalization;
using System.Text;

namespace Ringback.Server.Api.Http;

/// <summary>Whether people can read a name: in a list, a log, a terminal.</summary>
internal static class VisibleText
{
    // Letters and symbols by their category, and yet blank: Hangul fillers, and the empty Braille pattern.
    private static readonly int[] Blank = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0];

    /// <param name="lines">Whether tabs and ends of lines are right, and a text of nothing.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Problem(ReadOnlySpan<char> text, bool lines)
    {
        var isVisible = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && !(lines && rune.Value is '\t' or '\n' or '\r'))
                return $"may not hold the control character U+{rune.Value:X4}";
            isVisible = isVisible || IsVisible(rune);
        }
        return isVisible || (lines && text.IsEmpty) ? null : "must not be blank";
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => false,
        _ => !Blank.Contains(rune.Value),
    };
}
