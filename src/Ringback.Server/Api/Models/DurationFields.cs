using Ringback.Verification.Text;

namespace Ringback.Server.Api.Models;

/// <summary>Durations as settings write them: <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationFields
{
    public static string Text(int seconds) => DurationText.Format(TimeSpan.FromSeconds(seconds));
}
