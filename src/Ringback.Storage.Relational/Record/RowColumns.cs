using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Record;

/// <summary>The columns of the rows that each message has, in the order in which they are bound.</summary>
internal static class RowColumns
{
    public static readonly RowsColumn[] Message =
    [
        Number("seq"), Bytes("id"), Number("app"), Number("at"), Text("type"), Text("event_id"), Text("channels"), Text("tags"), Number("deliver_at"),
        Number("expires"), Text("content_type"), Text("trace"), Bytes("payload"), Bytes("direct"),
    ];

    public static readonly RowsColumn[] Received =
    [
        Number("seq"), Number("events"), Number("origin"), Text("method"), Text("target"), Text("remote"), Bytes("headers"), Bytes("body"),
    ];

    public static readonly RowsColumn[] Work = [Number("ep"), Number("seq"), Number("due"), Number("tries"), Number("manual")];

    public static readonly RowsColumn[] WorkKey = [Number("ep"), Number("seq")];

    public static readonly RowsColumn[] Delivery = [Number("seq"), Number("ep"), Number("state")];

    public static readonly RowsColumn[] DeliveryWithAttempt =
        [.. Delivery, Number("n"), Number("at"), Number("ms"), Number("code"), Number("url"), Bytes("response")];

    public static readonly RowsColumn[] Attempt =
    [
        Number("seq"), Number("aseq"), Number("ep"), Number("at"), Number("ms"), Number("code"), Number("state"), Number("manual"), Number("url"),
        Bytes("response"),
    ];

    private static RowsColumn Number(string name) => new(name, RowsType.Number);

    private static RowsColumn Text(string name) => new(name, RowsType.Text);

    private static RowsColumn Bytes(string name) => new(name, RowsType.Bytes);
}
