namespace Ringback.Verification.Packed;

/// <summary>How a body is packed.</summary>
internal enum BodyCoding
{
    None,
    Gzip,

    /// <summary>One that isn't taken, or several.</summary>
    Other,
}

/// <summary>Reads <c>Content-Encoding</c>.</summary>
internal static class BodyCodings
{
    /// <param name="lines">Of the header, as they came. gzip has two names, in any case (RFC 9110, 8.4.1.3).</param>
    public static BodyCoding Read(IReadOnlyList<string?> lines) => lines switch
    {
        [] or ["identity"] => BodyCoding.None,
        [{ } coding] when coding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => BodyCoding.Gzip,
        _ => BodyCoding.Other,
    };
}
