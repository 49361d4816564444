namespace Ringback.Core.Ids;

/// <summary>
/// 160-bit numbers as 27 digits of base62 (0-9A-Za-z, so that text sorts as the number does).
/// Five digits at a time: 62^5 fits in 32 bits, so five passes over five words do, without BigInteger.
/// </summary>
internal static class Base62
{
    public const int Digits = 27;
    public const int Words = 5;
    private const int ChunkDigits = 5;
    private const uint ChunkValue = 62 * 62 * 62 * 62 * 62;
    private const byte NoDigit = 255;

    private static ReadOnlySpan<byte> Alphabet => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>Writes 27 digits. <paramref name="words"/> (most significant first) is used up.</summary>
    public static void Encode(Span<uint> words, Span<byte> digits)
    {
        var end = Digits;
        while (end > 0)
        {
            ulong remainder = 0;
            for (var i = 0; i < Words; i++)
            {
                var value = (remainder << 32) | words[i];
                words[i] = (uint)(value / ChunkValue);
                remainder = value % ChunkValue;
            }
            var chunk = (uint)remainder;
            for (var i = 0; i < ChunkDigits && end > 0; i++)
            {
                digits[--end] = Alphabet[(int)(chunk % 62)];
                chunk /= 62;
            }
        }
    }

    /// <summary>False when the text isn't 27 digits or the number needs more than 160 bits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> digits, Span<uint> words)
    {
        words.Clear();
        if (digits.Length != Digits) return false;
        uint chunk = 0;
        for (var i = 0; i < Digits; i++)
        {
            var digit = DigitOf(digits[i]);
            if (digit == NoDigit) return false;
            chunk = chunk * 62 + digit;
            if ((Digits - 1 - i) % ChunkDigits != 0) continue;
            if (!MultiplyAdd(words, chunk)) return false;
            chunk = 0;
        }
        return true;
    }

    private static bool MultiplyAdd(Span<uint> words, uint chunk)
    {
        ulong carry = chunk;
        for (var w = Words - 1; w >= 0; w--)
        {
            carry += (ulong)words[w] * ChunkValue;
            words[w] = (uint)carry;
            carry >>= 32;
        }
        return carry == 0;
    }

    private static byte DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => (byte)(c - '0'),
        >= 'A' and <= 'Z' => (byte)(c - 'A' + 10),
        >= 'a' and <= 'z' => (byte)(c - 'a' + 36),
        _ => NoDigit,
    };
}
