namespace Ringback.Verification.Json;

/// <summary>What bounds every JSON text that Ringback takes, keeps, looks into or makes.</summary>
internal static class JsonLimits
{
    /// <value>
    /// Levels of objects and arrays in one text. The readers keep one bit for each level and never recurse; the writers, which stop at
    /// 1,000 levels, have room for what a payload is wrapped in.
    /// </value>
    public const int MaxDepth = 512;
}
