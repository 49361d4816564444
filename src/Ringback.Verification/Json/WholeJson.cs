using System.Text.Json;
using System.Text.Unicode;

namespace Ringback.Verification.Json;

/// <summary>What a message without a content type must be, since it is shown and sent on as it is.</summary>
internal static class WholeJson
{
    /// <summary>Whether it is one JSON text in UTF-8, not too deep for those who read it.</summary>
    public static bool Is(ReadOnlySpan<byte> text) => Utf8.IsValid(text) && IsGrammatical(text);

    /// <summary>Whether it is one JSON text. Its strings are not looked at: each may be broken by itself.</summary>
    public static bool IsGrammatical(ReadOnlySpan<byte> text, int maxDepth = JsonLimits.MaxDepth)
    {
        if (text.IsEmpty)
            return false;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
