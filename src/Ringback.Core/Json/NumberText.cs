using System.Buffers.Text;

namespace Ringback.Core.Json;

/// <summary>Numbers as JSON writes them, compared by what they say: no type of .NET holds all of them.</summary>
internal static class NumberText
{
    /// <summary>Whether two numbers are the same: <c>1.50</c> is <c>15e-1</c>, and <c>-0</c> is <c>0</c>.</summary>
    public static bool AreSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (!TryRead(one, out var left) || !TryRead(other, out var right))
            return false;
        if (left.IsZero || right.IsZero)
            return left.IsZero && right.IsZero;
        return left.IsNegative == right.IsNegative && left.Power == right.Power && HaveSameDigits(one[left.First..(left.Last + 1)], other[right.First..(right.Last + 1)]);
    }

    private static bool HaveSameDigits(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            if (i < one.Length && one[i] == '.')
                i++;
            if (j < other.Length && other[j] == '.')
                j++;
            if (i == one.Length || j == other.Length)
                return i == one.Length && j == other.Length;
            if (one[i++] != other[j++])
                return false;
        }
    }

    /// <returns>False when it isn't zero and its exponent is beyond 32 bits, or when it is no number.</returns>
    private static bool TryRead(ReadOnlySpan<byte> text, out Parts parts)
    {
        parts = default;
        var mantissa = text.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var mark ? text[..mark] : text;
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            parts = new Parts(false, 0, 0, 0, IsZero: true);
            return mantissa.ContainsAnyInRange((byte)'0', (byte)'9');
        }

        long exponent = 0;
        if (mantissa.Length < text.Length)
        {
            var digits = text[(mantissa.Length + 1)..];
            if (digits is [(byte)'+', ..])
                digits = digits[1..];
            if (!Utf8Parser.TryParse(digits, out exponent, out var used) || used != digits.Length || exponent is < -int.MaxValue or > int.MaxValue)
                return false;
        }

        var point = mantissa.IndexOf((byte)'.') is >= 0 and var found ? found : mantissa.Length;
        parts = new Parts(
            mantissa[0] == '-', exponent + (first < point ? point - first : point - first + 1), first, mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9'), IsZero: false);
        return true;
    }

    /// <param name="Power">Of ten, of the first digit that isn't zero.</param>
    /// <param name="First">Where that digit stands.</param>
    /// <param name="Last">Where the last one stands.</param>
    private readonly record struct Parts(bool IsNegative, long Power, int First, int Last, bool IsZero);
}
