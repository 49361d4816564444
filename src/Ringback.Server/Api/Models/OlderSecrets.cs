using System.Globalization;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Secrets of before that are good beside the current one until their grace ends, of sources and of endpoints.</summary>
internal static class OlderSecrets
{
    /// <summary>Another rotation that keeps the current secret for a while would be one too many.</summary>
    /// <param name="most">So many may there be.</param>
    /// <param name="firstEnds">When the first of them ends, in Unix milliseconds.</param>
    public static RefusedException TooMany(int most, long firstEnds)
    {
        var end = DateTimeOffset.FromUnixTimeMilliseconds(firstEnds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new RefusedException(ApiError.Bad(
            $"There are {most} older secrets whose grace hasn't ended, which is the most. Wait until the first ends at {end}, or give a grace of 0, which ends all of them at once."));
    }
}
