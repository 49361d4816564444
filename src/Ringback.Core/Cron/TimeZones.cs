using System.Diagnostics.CodeAnalysis;

namespace Ringback.Core.Cron;

/// <summary>The time zones of schedules, by their IANA names (<c>Europe/Zurich</c>), from the database of the system.</summary>
internal static class TimeZones
{
    /// <param name="name">Null stands for UTC.</param>
    /// <param name="zone">Null when there is no such zone.</param>
    /// <param name="error">What is wrong and what would be right.</param>
    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out string? error)
    {
        error = null;
        zone = TimeZoneInfo.Utc;
        if (name is null or "UTC") return true;

        // The system looks for a file of this name; only names that the database could have get there.
        if (name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone)) return true;
        zone = null;
        error = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Zurich", out _)
            ? "is not the name of a time zone, such as Europe/Zurich, America/New_York or UTC"
            : "can't be looked up: the server's system has no time zone database (install the package tzdata), so that only UTC is known";
        return false;
    }
}
