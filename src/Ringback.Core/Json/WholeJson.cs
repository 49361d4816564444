using System.Text.Json;
using System.Text.Unicode;

namespace Ringback.Core.Json;

/// <summary>What a message without a content type must be, since it is shown and sent on as it is.</summary>
internal static class WholeJson
{
    private const int MaxDepth = 64;

    /// <summary>Whether it is one JSON text in UTF-8, not too deep for those who read it.</summary>
    public static bool Is(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !Utf8.IsValid(text))
            return false;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
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
