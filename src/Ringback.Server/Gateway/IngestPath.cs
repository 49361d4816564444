namespace Ringback.Server.Gateway;

/// <summary>The parts of <c>/in/{token}</c> and what may stand behind it.</summary>
/// <param name="Token">A secret.</param>
/// <param name="Rest">From the slash behind the token on; mostly empty.</param>
internal readonly record struct IngestPath(string Token, string Rest)
{
    public const string Prefix = "/in/";
    private const int LongestToken = 128;

    /// <param name="path">Decoded.</param>
    /// <param name="ingest">Empty when the token is none.</param>
    /// <returns>Whether the path is the gateway's.</returns>
    public static bool TryParse(string? path, out IngestPath ingest)
    {
        ingest = default;
        if (path is null || !path.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var end = path.IndexOf('/', Prefix.Length);
        var token = end < 0 ? path[Prefix.Length..] : path[Prefix.Length..end];
        ingest = token.Length > LongestToken ? new("", "") : new(token, end < 0 || end == path.Length - 1 ? "" : path[end..]);
        return true;
    }

    /// <summary>Without the token, so that it can't slip into a log.</summary>
    public override string ToString() => Prefix + "***";
}
