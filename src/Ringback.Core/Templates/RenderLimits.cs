using Ringback.Core.Messages;

namespace Ringback.Core.Templates;

/// <summary>How large each thing may become that a template makes.</summary>
internal static class RenderLimits
{
    public const string Bytes = "bytes";
    public const string Characters = "characters";

    public static readonly RenderLimit Url = new("the URL", 8192, Characters);
    public static readonly RenderLimit EventType = new("the event type", 256, Characters);
    public static readonly RenderLimit Application = new("the application's name", 256, Characters);

    /// <value>Beside the event itself.</value>
    private const int JsonRoom = 1024 * 1024;

    /// <value>Of all parameters of a run, beside the event itself: one of usual size may be stored as often as anybody would.</value>
    private const int ValuesRoom = 16 * 1024 * 1024;

    public static RenderLimit Header(string name) => new($"the header {name}", 8192, Characters);

    /// <summary>All values that the statements of a run are given, together.</summary>
    public static RenderLimit Values(Message message) => WithRoom("the statements' parameters", ValuesRoom, message);

    /// <summary>The event, even if it is written as a text full of escapes, and a mebibyte: so no template multiplies what was sent.</summary>
    public static RenderLimit Json(string place, Message message) => WithRoom(place, JsonRoom, message);

    private static RenderLimit WithRoom(string place, int room, Message message) =>
        new(place, (int)Math.Min(int.MaxValue / 8, room + 2L * message.Payload.GetValueOrDefault().Length), Bytes);
}
