using Ringback.Core.Background;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Durations as settings write them: <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationFields
{
    /// <summary>In whole seconds.</summary>
    public static int? Seconds(this JsonFields fields, string name, TimeSpan least, TimeSpan most)
    {
        if (fields.Text(name, TextRule.Any) is not { } text) return null;
        if (!DurationText.TryParse(text, out var duration, out var error)) fields.Add(name, error);
        else if (duration < least || duration > most) fields.Add(name, $"must be {DurationText.Format(least)} to {DurationText.Format(most)}");
        else return (int)duration.TotalSeconds;
        return null;
    }

    public static string Text(int seconds) => DurationText.Format(TimeSpan.FromSeconds(seconds));
}
