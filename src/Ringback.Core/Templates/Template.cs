using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Core.Templates;

/// <summary>
/// Text with places for values of an event: <c>paid-{{/data/object/id}}</c>. A value is encoded for where it stands by who renders it; it
/// never becomes a part of the template.
/// </summary>
internal sealed class Template
{
    private const string Open = "{{";
    private const string Close = "}}";

    private Template(string text, IReadOnlyList<TemplatePart> parts) => (Text, Parts) = (text, parts);

    public string Text { get; }

    public IReadOnlyList<TemplatePart> Parts { get; }

    /// <value>The one place that is all of it; null when there is more, or none.</value>
    public ValueSource? Only => Parts is [{ Source: { } only }] ? only : null;

    public bool IsLiteral => Parts.All(static part => part.Source is null);

    public IEnumerable<string> Pointers => Parts.Select(static part => part.Source?.Pointer).OfType<string>();

    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? error)
    {
        template = null;
        error = null;
        var parts = new List<TemplatePart>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            if (open != at)
            {
                var end = open < 0 ? text.Length : open;
                parts.Add(new TemplatePart(text[at..end], null));
                at = end;
                continue;
            }

            var close = text.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0)
            {
                error = "has {{ without }}: write a placeholder as {{/data/object/id}} or {{$message.id}}";
                return false;
            }

            if (!ValueSource.TryParse(text[(open + Open.Length)..close].Trim(), out var source, out error))
                return false;
            parts.Add(new TemplatePart("", source));
            at = close + Close.Length;
        }

        template = new Template(text, parts);
        return true;
    }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static Template Parse(string text) =>
        TryParse(text, out var template, out var error) ? template : throw new ArgumentException(error, nameof(text));

    /// <summary>The text with each place filled by what <paramref name="encode"/> makes of its value.</summary>
    /// <exception cref="RenderException">A place has no value, or the text becomes too long.</exception>
    public string Render(EventValues values, RenderLimit limit, Func<string, string>? encode = null)
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces(values, limit, encode))
            text.Append(piece);
        return text.ToString();
    }

    /// <summary>As <see cref="Render"/>, piece by piece: of a long text no more than one is in memory.</summary>
    /// <exception cref="RenderException">As it goes.</exception>
    public IEnumerable<string> Pieces(EventValues values, RenderLimit limit, Func<string, string>? encode = null)
    {
        var length = 0L;
        foreach (var part in Parts)
        {
            var left = limit.Without(length);
            var piece = part.Source is { } source ? ValueOf(values, source, left) : part.Literal;
            left.Check(piece.Length);
            if (part.Source is not null && encode is not null)
                left.Check((piece = encode(piece)).Length);
            length += piece.Length;
            yield return piece;
        }
    }

    private static string ValueOf(EventValues values, ValueSource source, RenderLimit limit)
    {
        limit.CheckEncoded(values.LengthOf(source));
        if (values.Text(source) is { } text)
            return text;
        throw source.Pointer is { } pointer && values.Slot(pointer) is { Found: true, Type: not System.Text.Json.JsonTokenType.Null } || source is { Pointer: null, Value: MessageValue.Payload }
            ? EventValues.NoText(source)
            : new RenderException($"The event has nothing at {source}.");
    }
}

/// <param name="Literal">As it stands, when there is no source.</param>
/// <param name="Source">Where the value comes from.</param>
internal readonly record struct TemplatePart(string Literal, ValueSource? Source);
