using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Answers that are written row by row read as the serializer would write them, which is what the API's document is made from.</summary>
public sealed class AnswerRowsTests
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly PollingEndpointMessageOut Message = new()
    {
        Id = "msg_1",
        EventId = null,
        EventType = "a",
        Payload = new RawJson("""{"é":[1, 2]}"""u8.ToArray()),
        Channels = ["c"],
        Tags = null,
        Timestamp = 0,
        DeliverAt = null,
        Headers = null,
    };

    private static readonly RefusedRequestOut Refused = new()
    {
        Id = "1",
        Timestamp = 0,
        Status = 401,
        Reason = "missing",
        Detail = "",
        Method = "POST",
        Path = "/",
        RemoteAddress = null,
        Headers = [new HeaderOut("A", "\"1\"")],
        Body = default,
        BodyLength = null,
    };

    private static readonly EventTypeOut Type = new()
    {
        Name = "a",
        Description = "<é>",
        Archived = false,
        Deprecated = false,
        Schemas = JsonDocument.Parse("""{"1":{}}""").RootElement,
        GroupName = null,
        FeatureFlags = ["f"],
        RetrySchedule = null,
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void They_read_as_the_serializer_writes_them(int rows)
    {
        Same(new ListOut<MessageOut>([.. Enumerable.Repeat(Message, rows)], "msg_1", null, true), ApiJson.Default.ListOutMessageOut);
        Same(new ListOut<EventTypeOut>([.. Enumerable.Repeat(Type, rows)], null, "-é", false), ApiJson.Default.ListOutEventTypeOut);
        Same(new PollingEndpointOut([.. Enumerable.Repeat(Message, rows)], "i", false), ApiJson.Default.PollingEndpointOut);
        Same(new EnvironmentOut(0, [.. Enumerable.Repeat(Type, rows)]), ApiJson.Default.EnvironmentOut);
        Same(
            new RefusedOut([.. Enumerable.Repeat(Refused, rows)], [.. Enumerable.Repeat(new RefusedCountOut("missing", 3, 0), rows)], new DuplicatesOut(1, null)),
            ApiJson.Default.RefusedOut);
    }

    private static void Same<T>(T answer, JsonTypeInfo<T> type)
        where T : IAnswerRows
    {
        var written = Write(json =>
        {
            answer.WriteHead(json);
            for (var row = 0; row < answer.Rows; row++) answer.WriteRow(json, row);
            answer.WriteTail(json);
        });
        written.ShouldBe(Write(json => JsonSerializer.Serialize(json, answer, type)));
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
