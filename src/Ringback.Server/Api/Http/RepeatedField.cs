using System.Text.Json;

namespace Ringback.Server.Api.Http;

/// <summary>A field that an object has twice, which every kind of body refuses alike: parsers differ on which of the two counts.</summary>
internal static class RepeatedField
{
    public const string Problem = "is given twice";

    /// <summary>Looks for the first one in JSON that a parser refused.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="deepest">Levels that are looked into.</param>
    /// <returns>The names that lead to it, from the outside in; null when there is none, or the text isn't JSON, which is worse.</returns>
    public static IReadOnlyList<string>? Find(ReadOnlySpan<byte> json, int deepest)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = deepest });
        // Of each object or list that the reader is in.
        var levels = new Stack<Level>();
        IReadOnlyList<string>? found = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        if (!levels.Peek().Enter(reader.GetString()!)) found ??= [.. levels.Reverse().Select(static level => level.At)];
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        levels.Pop();
                        break;
                    default:
                        if (levels.TryPeek(out var list)) list.EnterItem();
                        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                            levels.Push(new Level(reader.TokenType == JsonTokenType.StartObject));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }
        return found;
    }

    private sealed class Level(bool isObject)
    {
        private readonly HashSet<string>? _names = isObject ? new(StringComparer.Ordinal) : null;
        private int _next;

        /// <value>The name or the index that is read now.</value>
        public string At { get; private set; } = "";

        /// <returns>Whether the object had no field of that name yet.</returns>
        public bool Enter(string name)
        {
            At = name;
            return _names!.Add(name);
        }

        public void EnterItem()
        {
            if (!isObject) At = $"{_next++}";
        }
    }
}
