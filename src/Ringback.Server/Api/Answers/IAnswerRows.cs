using System.Text.Json;

namespace Ringback.Server.Api.Answers;

/// <summary>An answer with a list in it, written row by row: it is never in memory as a whole.</summary>
internal interface IAnswerRows
{
    int Rows { get; }

    /// <value>Bytes that the rows hold for this answer alone, about, besides what is being written.</value>
    long RowBytes { get; }

    /// <summary>Everything before the first row.</summary>
    void WriteHead(Utf8JsonWriter json);

    void WriteRow(Utf8JsonWriter json, int row);

    /// <summary>Everything behind the last row.</summary>
    void WriteTail(Utf8JsonWriter json);
}
