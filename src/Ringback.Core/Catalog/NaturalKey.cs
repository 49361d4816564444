using System.Text;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;

namespace Ringback.Core.Catalog;

/// <summary>
/// What tells that two events mean the same: the object and its state. By it an event that was made of an answer and the webhook
/// that comes late are one.
/// </summary>
/// <param name="Values">Pointers into the event, or <c>$message.eventType</c>.</param>
/// <param name="EventTypes">Only of these; null: of all.</param>
internal sealed record NaturalKey(IReadOnlyList<string> Values, IReadOnlyList<string>? EventTypes = null)
{
    /// <value>Values that one has at most.</value>
    public const int Most = 8;

    private ValueSource[]? _sources;
    private PointerSet? _pointers;

    /// <summary>The key of an event; null when it has none: another type, or a value that is empty or isn't there.</summary>
    /// <param name="expires">Unix milliseconds.</param>
    public DuplicateKey? KeyOf(Message message, long expires) =>
        EventTypes is not null && !EventTypeName.IsOneOf(EventTypes, message.EventType) ? null : KeyOfAnyType(message, expires);

    /// <summary>As <see cref="KeyOf"/>, whatever the type.</summary>
    public DuplicateKey? KeyOfAnyType(Message message, long expires)
    {
        _sources ??= [.. Values.Select(ValueSource.Parse)];
        _pointers ??= new PointerSet(_sources.Select(static s => s.Pointer).OfType<string>());
        var values = new EventValues(message, _pointers);
        var text = new StringBuilder();
        foreach (var source in _sources)
        {
            if (values.Text(source) is not { Length: > 0 } value)
                return null;
            // With its length, so that no two lists of values make one text.
            text.Append(value.Length).Append(':').Append(value);
        }

        return DuplicateKey.Create(message.ApplicationId, DuplicateKeyKind.Natural, text.ToString(), expires);
    }
}
