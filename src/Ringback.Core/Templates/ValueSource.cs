using System.Diagnostics.CodeAnalysis;
using Ringback.Verification.Json;

namespace Ringback.Core.Templates;

/// <summary>What of a message itself, beside its body, a parameter may be.</summary>
internal enum MessageValue
{
    Id = 0,

    /// <summary>The provider's, or the caller's; null when it has none.</summary>
    EventId = 1,
    EventType = 2,

    /// <summary>When it was accepted: RFC 3339, UTC, milliseconds.</summary>
    Timestamp = 3,

    /// <summary>The bytes as they came.</summary>
    Payload = 4,
}

/// <summary>Where a parameter or a place in a template gets its value: <c>/data/object/id</c>, or <c>$message.id</c> and its like.</summary>
/// <param name="Pointer">Into the event's body; null for a value of the message.</param>
internal readonly record struct ValueSource(string? Pointer, MessageValue Value)
{
    private const string MessagePrefix = "$message.";
    private static readonly string[] Names = ["id", "eventId", "eventType", "timestamp", "payload"];

    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(string text, out ValueSource source, [NotNullWhen(false)] out string? error)
    {
        (source, error) = (default, null);
        if (text.StartsWith('$'))
        {
            var at = text.StartsWith(MessagePrefix, StringComparison.Ordinal) ? Array.IndexOf(Names, text[MessagePrefix.Length..]) : -1;
            if (at >= 0)
                source = new ValueSource(null, (MessageValue)at);
            else
                error = $"\"{text}\" isn't one of {string.Join(", ", Names.Select(name => MessagePrefix + name))}";
        }
        else if (JsonPointer.TryParse(text, out _))
        {
            source = new ValueSource(text, default);
        }
        else
        {
            error = $"\"{text}\" isn't a JSON Pointer; write it as /data/object/id";
        }

        return error is null;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Pointer ?? MessagePrefix + Names[(int)Value];

    /// <exception cref="ArgumentException">It is none.</exception>
    public static ValueSource Parse(string text) =>
        TryParse(text, out var source, out var error) ? source : throw new ArgumentException(error, nameof(text));
}
