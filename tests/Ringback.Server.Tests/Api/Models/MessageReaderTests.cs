using System.Text;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Tests.Api.Models;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "a" : 1.0,	"b":"\u00e9é\ud83d\ude00", "a":[ ] }""")]
    [InlineData("""{"half":"\ud800"}""")]
    [InlineData("""{"eventType":"not.this","payload":{"x":1e400}}""")]
    public void A_payload_is_kept_byte_for_byte(string payload)
    {
        var body = Encoding.UTF8.GetBytes("{\"payload\": " + payload + " ,\"eventType\":\"a.b\"}");

        var message = Read(body);

        Encoding.UTF8.GetString(message.Payload.Span).ShouldBe(payload);
        message.EventType.ShouldBe("a.b");
        message.IsRaw.ShouldBeFalse();
    }

    /// <summary>Every message comes through here: two texts, a list of two, the message, and its body's slice.</summary>
    [Fact]
    public void Reading_a_message_allocates_what_it_keeps_and_no_more()
    {
        var body = Encoding.UTF8.GetBytes("""{"eventType":"invoice.paid","eventId":"invoice-1337-paid","channels":["eu","shop"],"payload":{"type":"invoice.paid","lines":[1,2]}}""");
        Read(body);

        // A round may have something of the runtime's on top, which is compiled or collected while it runs: the least is what reading costs.
        Enumerable.Range(0, 20).Min(_ => AllocatedByReading(body, times: 100)).ShouldBeLessThanOrEqualTo(440);
    }

    private static long AllocatedByReading(byte[] body, int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++) MessageReader.Read(body);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
    }

    [Fact]
    public void Every_field_is_read()
    {
        var message = Read("""
            {"eventType":"a.b","eventId":"e-1","channels":["c:1","c:2","c:1"],"tags":["t/1"],"deliverAt":"2026-01-31T12:00:00+01:00",
             "payloadRetentionPeriod":30,"unknown":[{"x":null}],"payload":{"n":1},"application":{"name":"Acme","uid":"acme"}}
            """u8.ToArray());

        message.EventId.ShouldBe("e-1");
        message.Channels.ShouldBe(["c:1", "c:2"]);
        message.Tags.ShouldBe(["t/1"]);
        message.DeliverAt.ShouldBe(new DateTimeOffset(2026, 1, 31, 11, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        message.PayloadRetention.ShouldBe(TimeSpan.FromDays(30));
        message.Application.ShouldNotBeNull().Uid.ShouldBe("acme");
    }

    [Fact]
    public void Optional_fields_may_be_null()
    {
        var message = Read("""
            {"eventType":"a","eventId":null,"channels":null,"tags":null,"deliverAt":null,"payloadRetentionPeriod":null,
             "payloadRetentionHours":null,"transformationsParams":null,"application":null,"payload":{}}
            """u8.ToArray());

        message.EventId.ShouldBeNull();
        message.Channels.ShouldBeNull();
        message.PayloadRetention.ShouldBeNull();
    }

    [Fact]
    public void A_raw_payload_takes_the_payloads_place()
    {
        var message = Read("""{"eventType":"a","payload":{},"transformationsParams":{"rawPayload":"<a>é</a>","headers":{"content-type":"text/xml"}}}"""u8.ToArray());

        message.IsRaw.ShouldBeTrue();
        Encoding.UTF8.GetString(message.Payload.Span).ShouldBe("<a>é</a>");
        message.ContentType.ShouldBe("text/xml");
    }

    [Theory]
    [InlineData("""{"rawPayload":"x"}""", true, null)]
    [InlineData("""{"rawPayload":"x","headers":{"Content-Type":"a/b"}}""", true, "a/b")]
    [InlineData("""{"rawPayload":"x","headers":{"content-type":null,"Content-Type":"a/b"}}""", true, "a/b")]
    [InlineData("""{"rawPayload":"x","headers":null,"unknown":1}""", true, null)]
    [InlineData("""{"rawPayload":null,"headers":{"content-type":"a/b"}}""", false, null)]
    [InlineData("{}", false, null)]
    public void A_content_type_is_taken_in_either_spelling_and_only_with_a_raw_payload(string parameters, bool isRaw, string? contentType)
    {
        var message = Read(Encoding.UTF8.GetBytes("{\"eventType\":\"a\",\"payload\":{},\"transformationsParams\":" + parameters + "}"));

        (message.IsRaw, message.ContentType).ShouldBe((isRaw, contentType));
    }

    [Fact]
    public void The_finer_retention_counts_in_either_order()
    {
        Read("""{"eventType":"a","payload":{},"payloadRetentionPeriod":30,"payloadRetentionHours":3}"""u8.ToArray()).PayloadRetention.ShouldBe(TimeSpan.FromHours(3));
        Read("""{"eventType":"a","payload":{},"payloadRetentionHours":3,"payloadRetentionPeriod":30}"""u8.ToArray()).PayloadRetention.ShouldBe(TimeSpan.FromHours(3));
    }

    [Theory]
    [InlineData("""{"payload":{}}""", "body.eventType is missing")]
    [InlineData("""{"eventType":"a"}""", "body.payload is missing")]
    [InlineData("""{"eventType":null,"payload":null}""", "body.eventType must not be null|body.payload must not be null")]
    [InlineData("""{"eventType":"","payload":[]}""", "body.eventType must not be empty|body.payload must be an object")]
    [InlineData("""{"eventType":"a b","payload":"{}"}""", "body.eventType may contain only letters, digits and - _ .|body.payload must be an object")]
    [InlineData("""{"eventType":"\ud800","payload":{}}""", "body.eventType holds half of a surrogate pair")]
    [InlineData("""{"eventType":["a"],"payload":{},"eventId":{"a":1}}""", "body.eventType must be text|body.eventId must be text")]
    [InlineData("""{"eventType":"a","payload":{},"payload":{}}""", "body.payload is given twice")]
    [InlineData("""{"eventType":"a","eventTyp\u0065":"b","payload":{}}""", "body.eventType is given twice")]
    [InlineData("""{"eventType":"a","payload":{},"channels":[]}""", "body.channels must not be empty")]
    [InlineData("""{"eventType":"a","payload":{},"channels":["1","2","3","4","5","6"]}""", "body.channels must have at most 5 items")]
    [InlineData("""{"eventType":"a","payload":{},"channels":["ok","a b",7]}""", "body.channels.1 may contain only letters, digits and - _ . : +|body.channels.2 must be text")]
    [InlineData("""{"eventType":"a","payload":{},"tags":"x"}""", "body.tags must be a list")]
    [InlineData("""{"eventType":"a","payload":{},"payloadRetentionPeriod":4}""", "body.payloadRetentionPeriod must be 5 to 90")]
    [InlineData("""{"eventType":"a","payload":{},"payloadRetentionPeriod":"9"}""", "body.payloadRetentionPeriod must be a whole number")]
    [InlineData("""{"eventType":"a","payload":{},"payloadRetentionPeriod":1.5}""", "body.payloadRetentionPeriod must be a whole number")]
    [InlineData("""{"eventType":"a","payload":{},"payloadRetentionPeriod":99999999999999999999}""", "body.payloadRetentionPeriod must be 5 to 90")]
    [InlineData("""{"eventType":"a","payload":{},"payloadRetentionPeriod":[5]}""", "body.payloadRetentionPeriod must be a whole number")]
    [InlineData("""{"eventType":"a","payload":{},"deliverAt":"tomorrow"}""", "body.deliverAt must be a time such as 2026-01-31T12:00:00Z")]
    [InlineData("""{"eventType":"a","payload":{},"application":{"uid":"app_1"}}""", "body.application.name is missing|body.application.uid may not begin with app_, as ids do")]
    [InlineData("""{"eventType":"a","payload":{},"transformationsParams":{"rawPayload":5}}""", "body.transformationsParams.rawPayload must be text")]
    [InlineData("""{"eventType":"a","payload":{},"transformationsParams":{"rawPayload":"","headers":{"content-type":"a\r\nb"}}}""", "body.transformationsParams.headers.content-type may contain only printable ASCII")]
    [InlineData("""{"eventType":"a","payload":{},"transformationsParams":{"headers":"text/xml"}}""", "body.transformationsParams.headers must be an object")]
    [InlineData("""["eventType"]""", "body must be an object")]
    [InlineData("7", "body must be an object")]
    public void Everything_that_is_wrong_is_listed(string body, string problems)
    {
        MessageReader.Read(Encoding.UTF8.GetBytes(body)).Failed(out var error).ShouldBeTrue();

        error!.Status.ShouldBe(422);
        string.Join('|', error.Fields!.Select(f => string.Join('.', f.Loc) + " " + f.Msg)).ShouldBe(problems);
        error.Fields!.ShouldAllBe(f => f.Type == FieldError.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("""{"eventType":"a","payload":{}""")]
    [InlineData("""{"eventType":"a","payload":{}}x""")]
    [InlineData("""{"eventType":"a","payload":{},}""")]
    [InlineData("""{"eventType":"a","payload":{'a':1}}""")]
    [InlineData("""{"eventType":"a","payload":{"a":01}}""")]
    [InlineData("[] []")]
    [InlineData("7 7")]
    [InlineData("\ufeff{}")]
    public void What_is_not_json_is_told_so(string body)
    {
        MessageReader.Read(Encoding.UTF8.GetBytes(body)).Failed(out var error).ShouldBeTrue();

        error!.Fields!.ShouldHaveSingleItem().Type.ShouldBe(FieldError.NotJson);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(5000, false)]
    public void Depth_is_limited(int depth, bool taken)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        MessageReader.Read(Encoding.UTF8.GetBytes("{\"eventType\":\"a\",\"payload\":" + deep + "}")).Failed(out var error).ShouldBe(!taken);
        if (!taken) error!.Fields!.ShouldHaveSingleItem().Type.ShouldBe(FieldError.NotJson);
    }

    private static MessageIn Read(byte[] body)
    {
        var input = MessageReader.Read(body);
        input.Failed(out var error).ShouldBeFalse(string.Join('|', error?.Fields?.Select(f => f.ToString()) ?? []));
        return input.Value;
    }
}
