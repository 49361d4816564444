namespace Ringback.Storage.Relational.Accept;

/// <summary>The endpoints of a message's direct deliveries as its row has them: each as a number of 7-bit groups, the lowest first (LEB128).</summary>
internal static class DirectTargets
{
    private const int LargestNumber = 5;

    /// <returns>The bytes, in <paramref name="space"/> when they fit.</returns>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<int> endpoints, Span<byte> space)
    {
        if (space.Length < endpoints.Length * LargestNumber)
            space = new byte[endpoints.Length * LargestNumber];
        var at = 0;
        foreach (var endpoint in endpoints)
        {
            var rest = (uint)endpoint;
            for (; rest >= 0x80; rest >>= 7)
                space[at++] = (byte)(rest | 0x80);
            space[at++] = (byte)rest;
        }

        return space[..at];
    }

    public static List<int> Read(ReadOnlySpan<byte> bytes)
    {
        var endpoints = new List<int>();
        var (number, shift) = (0u, 0);
        foreach (var part in bytes)
        {
            number |= (uint)(part & 0x7f) << shift;
            shift += 7;
            if (part >= 0x80)
                continue;
            endpoints.Add((int)number);
            (number, shift) = (0, 0);
        }

        return endpoints;
    }
}
