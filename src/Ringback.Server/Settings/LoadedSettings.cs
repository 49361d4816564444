using Ringback.Core.Settings;

namespace Ringback.Server.Settings;

/// <summary>What loading the settings gave.</summary>
/// <param name="Options">The effective options; only to be used when there are no errors.</param>
/// <param name="Origins">Where each key that was set came from; keys left at their default are absent.</param>
/// <param name="Errors">Everything that is wrong, not only the first.</param>
/// <param name="Warnings">What is odd, but can't be told from something harmless.</param>
internal sealed record LoadedSettings(
    RingbackOptions Options,
    IReadOnlyDictionary<string, string> Origins,
    IReadOnlyList<SettingError> Errors,
    IReadOnlyList<string> Warnings)
{
    /// <summary>A key's origin for people.</summary>
    public string OriginOf(string key) => Origins.GetValueOrDefault(key, "default");
}
