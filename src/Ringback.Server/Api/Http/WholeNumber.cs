using System.Globalization;

namespace Ringback.Server.Api.Http;

/// <summary>The rule for whole numbers within a range, wherever a request has them.</summary>
internal static class WholeNumber
{
    public const string Problem = "must be a whole number";

    /// <param name="text">The number as the request has it.</param>
    /// <param name="number">The number, when it is one within the range.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(ReadOnlySpan<char> text, long least, long most, out long number)
    {
        // What has more digits than fit is whole all the same, and out of the range.
        var isSmall = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        if (!isSmall && !IsWhole(text)) return Problem;
        return isSmall && number >= least && number <= most ? null : $"must be {least} to {most}";
    }

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
