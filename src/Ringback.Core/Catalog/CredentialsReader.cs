using System.Text.Json;

namespace Ringback.Core.Catalog;

/// <summary>
/// Reads what <see cref="EndpointCredentials.Seal"/> wrote. By hand, since a fan-out does it for each endpoint: a serializer takes four
/// times as long over two properties.
/// </summary>
internal static class CredentialsReader
{
    /// <exception cref="JsonException">It isn't what was written.</exception>
    public static EndpointCredentials Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        List<KeptSecret> secrets = new(1);
        Dictionary<string, string>? headers = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader, JsonTokenType.EndObject))
        {
            if (reader.ValueTextEquals("secrets"u8))
                ReadSecrets(ref reader, secrets);
            else if (reader.ValueTextEquals("headers"u8))
                headers = ReadHeaders(ref reader);
            else
                SkipValue(ref reader);
        }

        return new EndpointCredentials(secrets, headers);
    }

    private static void ReadSecrets(ref Utf8JsonReader reader, List<KeptSecret> secrets)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader, JsonTokenType.EndArray))
        {
            string? text = null;
            long? until = null;
            while (Next(ref reader, JsonTokenType.EndObject))
            {
                var isText = reader.ValueTextEquals("text"u8);
                var isUntil = reader.ValueTextEquals("until"u8);
                Need(reader.Read());
                if (isText)
                    text = reader.GetString();
                else if (isUntil && reader.TokenType != JsonTokenType.Null)
                    until = reader.GetInt64();
                else
                    reader.Skip();
            }

            secrets.Add(new KeptSecret(text ?? throw new JsonException("A stored secret has no text."), until));
        }
    }

    private static Dictionary<string, string>? ReadHeaders(ref Utf8JsonReader reader)
    {
        Need(reader.Read());
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var headers = new Dictionary<string, string>();
        while (Next(ref reader, JsonTokenType.EndObject))
        {
            var name = reader.GetString()!;
            Need(reader.Read());
            headers[name] = reader.GetString()!;
        }

        return headers;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        Need(reader.Read());
        reader.Skip();
    }

    private static bool Next(ref Utf8JsonReader reader, JsonTokenType end)
    {
        Need(reader.Read());
        return reader.TokenType != end;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type) => Need(reader.Read() && reader.TokenType == type);

    private static void Need(bool holds)
    {
        if (!holds)
            throw new JsonException("The stored credentials are truncated or have another format.");
    }
}
