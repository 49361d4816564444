using Ringback.Core.Ids;

namespace Ringback.Core.Messages;

/// <summary>What a provider calls an event, where the event can be asked for by it.</summary>
internal static class ReceivedEventId
{
    /// <summary>
    /// The id; null when no path could hold it: one of dots only, or with a control character. The event has an id of its own, and the
    /// provider's still tells its duplicates.
    /// </summary>
    public static string? UsableOrNull(string? given) => given is null || PathStep.Is(given) || HasControl(given) ? null : given;

    private static bool HasControl(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\0', '\u001F') || text.ContainsAnyInRange('\u007F', '\u009F');
}
