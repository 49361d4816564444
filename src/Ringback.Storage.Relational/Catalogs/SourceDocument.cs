using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Storage.Relational.Sealing;
using Ringback.Verification.Text;

namespace Ringback.Storage.Relational.Catalogs;

/// <summary>What of a source isn't a column.</summary>
internal sealed record SourceDocument(
    string Type, SourceRules? Rules, SourceAnswer? Answer, DuplicateRules? Duplicates, string? PublicUrl, IReadOnlyList<SourceToken>? Tokens,
    IReadOnlyList<ExpectationRule>? Expectations, long CreatedAt, long UpdatedAt)
{
    public static SourceDocument FromSource(Source source, Ksuid owner, SealedTexts texts) => new(
        source.Type, source.Rules, source.Answer, source.Duplicates, source.PublicUrl, source.Tokens,
        source.Expectations.Count == 0 ? null : texts.Seal(source.Expectations, owner), source.CreatedAt, source.UpdatedAt);

    public Source ToSource(int application, Ksuid owner, byte[] @sealed, SealedTexts texts) => new()
    {
        ApplicationId = application,
        Type = Type,
        Rules = Rules ?? SourceRules.Default,
        Answer = Answer,
        Duplicates = Duplicates ?? DuplicateRules.Default,
        PublicUrl = PublicUrl,
        Expectations = Expectations is null ? [] : texts.Open(Expectations, owner),
        Tokens = Tokens ?? [],
        Sealed = @sealed,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>Ranges of addresses as people write them, with commas.</summary>
internal sealed class CidrListConverter : JsonConverter<CidrList>
{
    public override CidrList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CidrList.TryParse(reader.GetString(), out var list, out var error) ? list : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, CidrList value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
