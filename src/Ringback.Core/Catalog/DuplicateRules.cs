using System.Text.Json.Serialization;

namespace Ringback.Core.Catalog;

/// <summary>How a source's events are known to be the same one again.</summary>
/// <param name="WindowSeconds">How long an event is remembered; 0: not at all.</param>
/// <param name="AlsoBody">
/// Where the provider's id stands in a header that isn't signed (GitHub, Shopify), the same body is a duplicate too,
/// under whatever id. Else it has no effect.
/// </param>
/// <param name="NaturalKey">What events mean, by which two with different ids are one; null: only their ids say.</param>
internal sealed record DuplicateRules(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int WindowSeconds = DuplicateRules.DefaultWindowSeconds,
    bool AlsoBody = false,
    NaturalKey? NaturalKey = null)
{
    /// <summary>Longer than any provider goes on trying: seven days.</summary>
    public const int DefaultWindowSeconds = 7 * 86_400;

    public const int LongestWindowSeconds = 90 * 86_400;

    public static readonly DuplicateRules Default = new();

    [JsonIgnore]
    public TimeSpan Window => TimeSpan.FromSeconds(WindowSeconds);
}
