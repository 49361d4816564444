using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Whether people can read a name: in a list, a log, a terminal. Two names that look alike must not differ in what nobody sees (UTS 39, 3),
/// and none may turn around the text beside it (UAX 9). Descriptions may have what their writing needs, but may not turn anything around either.
/// </summary>
internal static class VisibleText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;

    // A symbol, and yet blank: the empty Braille pattern.
    private const int BlankBraille = 0x2800;

    // No format characters by their category, and yet not to be seen: the grapheme joiner, Hangul fillers, Khmer's inherent vowels.
    private static readonly int[] Unseen = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0];

    // Format characters that are drawn: number signs and their like (UAX 44, Prepended_Concatenation_Mark).
    private static readonly int[] Drawn = [0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD];

    // What a description may have: the soft hyphen, marks of a direction, where a word may and may not be broken.
    private static readonly int[] InDescriptions = [0x00AD, 0x061C, 0x200B, ZeroWidthNonJoiner, ZeroWidthJoiner, 0x200E, 0x200F, 0x2060];

    /// <param name="text">In UTF-16.</param>
    /// <param name="lines">Whether it is a description: tabs and ends of lines are right, and a text of nothing.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Problem(ReadOnlySpan<char> text, bool lines)
    {
        var isVisible = false;
        var before = default(Rune);
        for (var rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done)
                return "must not contain half of a surrogate pair";
            rest = rest[length..];
            _ = Rune.DecodeFromUtf16(rest, out var after, out _);
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && !(lines && rune.Value is '\t' or '\n' or '\r'))
                return $"must not contain the control character U+{rune.Value:X4}";
            if (IsUnseen(rune) && !IsInPlace(rune, before, after) && !(lines && InDescriptions.Contains(rune.Value)))
                return $"must not contain the invisible character U+{rune.Value:X4} here";
            isVisible = isVisible || IsVisible(rune);
            before = rune;
        }

        return isVisible || (lines && text.IsEmpty) ? null : "must not be blank";
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => !Drawn.Contains(rune.Value),
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        _ => IsVariation(rune) || Unseen.Contains(rune.Value) || rune.Value is (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF),
    };

    /// <summary>Where an invisible character is a part of what is seen: of a letter's shape, of an emoji, of a flag.</summary>
    private static bool IsInPlace(Rune rune, Rune before, Rune after) => rune.Value switch
    {
        ZeroWidthJoiner or ZeroWidthNonJoiner when IsOfJoiningScript(before) && IsOfJoiningScript(after) => true,
        ZeroWidthJoiner => IsPicture(before) && IsPicture(after),
        _ when IsVariation(rune) => HasVariations(before),
        _ => IsTag(rune) && (before.Value == BlackFlag || IsTag(before)),
    };

    /// <summary>Letters of the scripts that have two cases have no variations.</summary>
    private static bool HasVariations(Rune rune) =>
        IsVisible(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter);

    private static bool IsVariation(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or (>= 0x180B and <= 0x180F and not 0x180E);

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    /// <summary>Arabic, Syriac, the scripts of India and of South East Asia, Mongolian: their letters have a shape by what stands beside them.</summary>
    private static bool IsOfJoiningScript(Rune rune) =>
        rune.Value is (>= 0x0600 and <= 0x109F) or (>= 0x1780 and <= 0x1CFF) or (>= 0xA800 and <= 0xABFF) or (>= 0x10A00 and <= 0x11FFF)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Emoji, their colours (modifier symbols) and the selector that makes one of a sign.</summary>
    private static bool IsPicture(Rune rune) => rune.Value == 0xFE0F || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => false,
        _ => rune.Value != BlankBraille && !IsUnseen(rune),
    };
}
