using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Accept;

/// <summary>A message as its row has it.</summary>
internal static class MessageRow
{
    private const string Head = "m.seq, m.id, m.app, m.at, m.type, m.event_id, m.channels, m.tags, m.deliver_at, m.expires, m.content_type, m.trace";

    /// <value>The columns that <see cref="Read"/> takes, in its order, of a table named m.</value>
    public const string Columns = Head + ", m.payload";

    /// <value>The same without the payload, whose pages aren't read then.</value>
    public const string ColumnsWithoutPayload = Head + ", null";

    public const int Count = 13;

    /// <param name="statement">Stands on a row.</param>
    /// <param name="first">The column of m.seq.</param>
    public static Message Read(Statement statement, int first = 0) => new()
    {
        Seq = statement.Int64(first),
        Id = Ksuid.FromBytes(statement.Blob(first + 1)),
        ApplicationId = statement.Int32(first + 2),
        AcceptedAt = statement.Int64(first + 3),
        EventType = statement.Text(first + 4),
        EventId = statement.NullableText(first + 5),
        Channels = Split(statement.NullableText(first + 6)),
        Tags = Split(statement.NullableText(first + 7)),
        DeliverAt = statement.NullableInt64(first + 8),
        ExpiresAt = statement.NullableInt64(first + 9),
        ContentType = statement.NullableText(first + 10),
        TraceParent = statement.NullableText(first + 11),
        Payload = !statement.IsNull(first + 12) ? statement.Blob(first + 12).ToArray() : (ReadOnlyMemory<byte>?)null,
    };

    /// <summary>A list as text with a space before and behind each, so that <c>instr</c> finds a whole one.</summary>
    public static string? Join(IReadOnlyList<string>? list) => list is null ? null : ' ' + string.Join(' ', list) + ' ';

    private static string[]? Split(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
