using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Tests.Api.Messages;

public sealed class MessageViewTests
{
    private const long Now = 1_800_000_000_000;

    private static readonly Message Full = new()
    {
        Id = Ksuid.LowestAt(Now),
        ApplicationId = 1,
        EventType = "a.b",
        EventId = "e",
        Channels = ["c:1", "c+2"],
        Tags = [],
        AcceptedAt = Now,
        DeliverAt = Now + 1,
        ExpiresAt = Now + 1,
        Payload = """{ "ü" : "\u00e9é" }"""u8.ToArray(),
    };

    private static readonly Message Bare = new()
    {
        Id = Ksuid.LowestAt(Now + 8),
        ApplicationId = 1,
        EventType = "a",
        AcceptedAt = 0,
        Payload = "<a>\"é\n"u8.ToArray(),
        ContentType = "text/xml",
    };

    private static readonly Message Dropped = new() { Id = Ksuid.LowestAt(Now), ApplicationId = 1, EventType = "a", AcceptedAt = Now };

    public static TheoryData<int, bool, long> Views { get; } =
        new MatrixTheoryData<int, bool, long>([0, 1, 2], [true, false], [Now, Now + 1]);

    [Theory, MemberData(nameof(Views))]
    public void Written_by_hand_is_as_the_serializer_writes_it(int which, bool withContent, long now)
    {
        Message message = ((Message[])[Full, Bare, Dropped])[which];
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        using var expected = new MemoryStream();
        using var other = new Utf8JsonWriter(expected, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        MessageView.Write(json, message, withContent, now);
        json.Flush();
        JsonSerializer.Serialize(other, MessageView.FromMessage(message, withContent, now), ApiJson.Default.MessageOut);
        other.Flush();

        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe(Encoding.UTF8.GetString(expected.ToArray()));
    }

    [Fact]
    public void A_payload_is_shown_as_sent_until_it_expires()
    {
        MessageView.FromMessage(Full, true, Now).Payload.ToString().ShouldBe("""{ "ü" : "\u00e9é" }""");
        MessageView.FromMessage(Full, true, Now + 1).Payload.ToString().ShouldBe("""{"expired":true}""");
        MessageView.FromMessage(Full, false, Now).Payload.ToString().ShouldBe("{}");
        MessageView.FromMessage(Dropped, true, Now).Payload.ToString().ShouldBe("""{"expired":true}""");
        JsonSerializer.SerializeToElement(MessageView.FromMessage(Bare, true, Now), ApiJson.Default.MessageOut).GetProperty("payload").GetProperty("rawPayload").GetString()
            .ShouldBe("<a>\"é\n");
    }
}
