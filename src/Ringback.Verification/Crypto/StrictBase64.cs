namespace Ringback.Verification.Crypto;

/// <summary>Base64 (RFC 4648, standard alphabet, padded) without the leniency of Convert: no white space, no stray bits.</summary>
internal static class StrictBase64
{
    public static bool TryDecode(ReadOnlySpan<char> text, int maxBytes, out byte[] bytes)
    {
        bytes = [];
        if (text.Length == 0 || text.Length % 4 != 0 || text.Length / 4 * 3 > maxBytes + 2) return false;
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, buffer, out var written) || written > maxBytes) return false;
        // One number, one text: what doesn't come back the same had white space or bits left over.
        var again = new char[text.Length];
        if (!Convert.TryToBase64Chars(buffer.AsSpan(0, written), again, out var length)
            || !text.SequenceEqual(again.AsSpan(0, length))) return false;
        bytes = buffer[..written];
        return true;
    }
}
