using System.Globalization;
using System.Text;
using System.Text.Json;
using Ringback.Core.Json;

namespace Ringback.Server.Api.Http;

/// <summary>What System.Text.Json leaves to be asked about a text of JSON.</summary>
internal static class JsonText
{
    /// <summary>A text of JSON that was the value of a field, as strict as a body is.</summary>
    /// <returns>False when it isn't JSON.</returns>
    public static bool TryParse(string text, int deepest, out JsonElement element)
    {
        element = default;
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!WholeText.HasOnlyWholePairs(bytes)) return false;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = deepest, AllowDuplicateProperties = false });
            element = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What isn't JSON and where, without the parser's own advice.</summary>
    /// <param name="e">What the parser says.</param>
    /// <param name="body">What it read.</param>
    /// <param name="deepest">Levels that it may read; its own words for them say nothing of objects and lists.</param>
    public static string Explain(JsonException e, ReadOnlySpan<byte> body, int deepest)
    {
        if (body.TrimStart(" \t\r\n"u8).IsEmpty) return "the body is empty, and must be JSON";
        if (e.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"the body is nested over {deepest} deep");
        var message = e.Message;
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = end < 0 ? message : message[..end];
        return e.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"{text} (line {line + 1}, byte {e.BytePositionInLine})")
            : text;
    }
}
