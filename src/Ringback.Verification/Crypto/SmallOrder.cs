namespace Ringback.Verification.Crypto;

/// <summary>The points of small order on the curve of ed25519, in every encoding that decodes to one of them.</summary>
internal static class SmallOrder
{
    // The second coordinate, little-endian, without the sign of the first: of the orders 4, 1, 8, 8 and 2; then 0 and 1 written as p and p + 1.
    private static readonly byte[][] Points =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ];

    /// <param name="point">32 bytes.</param>
    public static bool Contains(ReadOnlySpan<byte> point)
    {
        foreach (var small in Points)
        {
            if (point[..^1].SequenceEqual(small.AsSpan(0, small.Length - 1)) && (point[^1] & 0x7f) == small[^1]) return true;
        }
        return false;
    }
}
