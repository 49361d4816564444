using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Models;

/// <summary>A page of a list.</summary>
/// <param name="PrevIterator">Goes back before the first row: <c>-</c> and its id.</param>
internal sealed record ListOut<T>(
    [property: Note("The items of this page.")] IReadOnlyList<T> Data,
    [property: Note("The `iterator` of the next page; it is set even when `done` is true.", Examples.Message)] string? Iterator,
    [property: Note("The iterator of the previous page.", "-" + Examples.Message)] string? PrevIterator,
    [property: Note("Whether this is the last page. A short page with `false` is not the last one.", "true")] bool Done) : IAnswerRows
{
    private static readonly JsonTypeInfo<T> Row = (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;

    int IAnswerRows.Rows => Data.Count;

    long IAnswerRows.RowBytes => Bytes;

    /// <value>What the rows hold.</value>
    internal long Bytes { get; init; }

    /// <summary>The page with the iterators that its rows give.</summary>
    public static ListOut<T> Create(IReadOnlyList<T> data, bool done, Func<T, string> iterator) => data.Count == 0
        ? new ListOut<T>(data, null, null, done)
        : new ListOut<T>(data, iterator(data[^1]), "-" + iterator(data[0]), done);

    void IAnswerRows.WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
    }

    void IAnswerRows.WriteRow(Utf8JsonWriter json, int row) => JsonSerializer.Serialize(json, Data[row], Row);

    void IAnswerRows.WriteTail(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteString("iterator"u8, Iterator);
        json.WriteString("prevIterator"u8, PrevIterator);
        json.WriteBoolean("done"u8, Done);
        json.WriteEndObject();
    }
}
