namespace Ringback.Core.Settings;

/// <summary>One thing wrong with one setting, in words that lead to its repair.</summary>
/// <param name="Key">The setting's key, <c>retry-schedule</c>.</param>
/// <param name="Value">What it was set to; <see cref="Setting.Mask"/> when it is a secret.</param>
/// <param name="Origin">Where the value came from: <c>RINGBACK_RETRY_SCHEDULE</c>, <c>--retry-schedule</c>, a file, the default.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record SettingError(string Key, string Value, string Origin, string Problem, string Remedy)
{
    public override string ToString() => $"{Key} = {Value} ({Origin}): {Problem}. {Remedy}";
}
