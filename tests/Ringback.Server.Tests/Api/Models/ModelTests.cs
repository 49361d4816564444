using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Models;

public sealed class ModelTests
{
    [Theory]
    [InlineData("""{"url":"https://example.com","eventTypes":["a"],"throttleRate":7}""")]
    [InlineData("""{"url":"https://example.com","filterTypes":["a"],"rateLimit":7,"version":1}""")]
    [InlineData("""{"url":"https://example.com","eventTypes":null,"filterTypes":["a","a"],"throttleRate":null,"rateLimit":7}""")]
    [InlineData("""{"url":"https://example.com","eventTypes":["a"],"filterTypes":["a"],"throttleRate":7,"rateLimit":7}""")]
    public void An_endpoint_is_read_in_both_spellings(string body)
    {
        var endpoint = Read(body, EndpointIn.Read);

        endpoint.EventTypes.ShouldBe(["a"]);
        endpoint.ThrottleRate.ShouldBe(7);
        endpoint.Description.ShouldBe("");
        endpoint.Kind.ShouldBe(EndpointKind.Http);
    }

    [Theory]
    [InlineData("""{"url":"ftp://example.com"}""", "url")]
    [InlineData("""{}""", "url")]
    [InlineData("""{"kind":"poller","url":"https://example.com"}""", "url")]
    [InlineData("""{"kind":"carrier-pigeon","url":"https://example.com"}""", "kind")]
    [InlineData("""{"url":"https://example.com","eventTypes":[]}""", "eventTypes")]
    [InlineData("""{"url":"https://example.com","channels":[]}""", "channels")]
    [InlineData("""{"url":"https://example.com","channels":["1","2","3","4","5","6","7","8","9","10","11"]}""", "channels")]
    [InlineData("""{"url":"https://example.com","uid":"ep_1"}""", "uid")]
    [InlineData("""{"url":"https://example.com","throttleRate":0}""", "throttleRate")]
    [InlineData("""{"url":"https://example.com","rateLimit":65536}""", "rateLimit")]
    [InlineData("""{"url":"https://example.com","throttleRate":5,"rateLimit":6}""", "rateLimit")]
    [InlineData("""{"url":"https://example.com","eventTypes":["a"],"filterTypes":["b"]}""", "filterTypes")]
    [InlineData("""{"url":"https://example.com","secret":"whsec_c2hvcnQ="}""", "secret")]
    [InlineData("""{"url":"https://example.com","deliveryOrder":"lifo"}""", "deliveryOrder")]
    [InlineData("""{"url":"https://example.com","headers":{"User-Agent":"x"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","headers":{"Webhook-Id":"x"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","headers":{"X A":"x"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","headers":{"X-A":"a\r\nX-B: b"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","headers":{"X-A":"1","x-a":"2"}}""", "headers")]
    [InlineData("""{"url":"https://example.com","metadata":{"a":1}}""", "metadata")]
    public void What_an_endpoint_may_not_be_is_told_at_its_field(string body, string field)
    {
        JsonFields.Read(Encoding.UTF8.GetBytes(body), EndpointIn.Read).Failed(out var error).ShouldBeTrue();

        error!.Fields!.ShouldAllBe(f => f.Loc[0] == "body" && f.Loc[1] == field);
    }

    [Fact]
    public void Metadata_is_limited_in_bytes()
    {
        var fits = $$$"""{"name":"x","metadata":{"k":"{{{new string('é', 2047)}}}"}}""";
        var over = $$$"""{"name":"x","metadata":{"key":"{{{new string('é', 2047)}}}"}}""";

        Read(fits, ApplicationIn.Read).Metadata.Count.ShouldBe(1);
        JsonFields.Read(Encoding.UTF8.GetBytes(over), ApplicationIn.Read).Failed(out _).ShouldBeTrue();
    }

    [Fact]
    public void A_patch_tells_what_was_left_out_from_what_was_cleared()
    {
        var patch = Read("""{"uid":null,"eventTypes":[],"rateLimit":0,"disabled":true}""", EndpointPatch.Read);

        patch.Uid.ShouldBe(new Patch<string?>(true, null));
        patch.EventTypes.Given.ShouldBeTrue();
        patch.EventTypes.Value.ShouldBeNull();
        patch.ThrottleRate.ShouldBe(new Patch<int?>(true, null));
        patch.Disabled.Or(false).ShouldBeTrue();
        patch.Channels.Given.ShouldBeFalse();
        patch.Url.Given.ShouldBeFalse();
        patch.DeliveryOrder.Or(DeliveryOrder.Fifo).ShouldBe(DeliveryOrder.Fifo);
        JsonFields.Read("""{"url":null,"disabled":null,"metadata":null}"""u8.ToArray(), EndpointPatch.Read).Failed(out var error).ShouldBeTrue();
        error!.Fields!.Count.ShouldBe(3);
    }

    [Fact]
    public void An_event_types_flags_are_read_in_both_spellings()
    {
        Read("""{"name":"a","description":"","featureFlags":["f","g"]}""", EventTypeIn.Read).FeatureFlags.ShouldBe(["f", "g"]);
        Read("""{"name":"a","description":"","featureFlag":"f"}""", EventTypeIn.Read).FeatureFlags.ShouldBe(["f"]);
        Read("""{"name":"a","description":"","retrySchedule":"1s,2s"}""", EventTypeIn.Read).RetrySchedule.ShouldBe("1s,2s");
    }

    [Fact]
    public void An_empty_body_may_stand_for_no_fields() =>
        JsonFields.Read(default, EndpointSecretRotateIn.Read, optional: true).Value.Grace.ShouldBe(TimeSpan.FromDays(1));

    [Theory]
    [InlineData("""{}""", 63)]
    [InlineData("""{"readOnly":true}""", 1)]
    [InlineData("""{"capabilities":["ViewBase","ManageEndpoint"]}""", 33)]
    [InlineData("""{"capabilities":["ViewBase","ManageEndpoint"],"readOnly":true}""", 1)]
    [InlineData("""{"capabilities":[]}""", 0)]
    public void Portal_access_grants_what_it_names(string body, int capabilities) =>
        Read(body, AppPortalAccessIn.Read).Capabilities.ShouldBe((Capability)capabilities);

    [Fact]
    public void An_endpoint_is_written_in_both_spellings_with_null_for_what_it_has_not()
    {
        var json = JsonSerializer.Serialize(new EndpointOut
        {
            Id = "ep_1",
            Uid = null,
            Url = "https://example.com/?a=1&b=<é>",
            Description = "",
            Disabled = false,
            EventTypes = ["a"],
            Channels = null,
            ThrottleRate = 5,
            Metadata = Common.NoMetadata,
            Kind = "http",
            DeliveryOrder = "any",
            WhenExhausted = "skip",
            CreatedAt = 0,
            UpdatedAt = 1,
        }, ApiJson.Default.EndpointOut);

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        root.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["id", "uid", "url", "description", "version", "disabled", "eventTypes", "filterTypes", "channels", "throttleRate", "rateLimit",
             "metadata", "kind", "deliveryOrder", "whenExhausted", "createdAt", "updatedAt"]);
        root.GetProperty("filterTypes")[0].GetString().ShouldBe("a");
        root.GetProperty("rateLimit").GetInt32().ShouldBe(5);
        root.GetProperty("uid").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("updatedAt").GetString().ShouldBe("1970-01-01T00:00:00.001Z");
    }

    [Fact]
    public void A_page_carries_its_iterators()
    {
        var page = ListOut<EndpointMessageOut>.Create([Message("msg_1"), Message("msg_2")], done: true, m => m.Id);

        var json = JsonSerializer.Serialize(page, ApiJson.Default.ListOutEndpointMessageOut);

        json.ShouldBe("""
            {"data":[
            {"status":4,"statusText":"canceled","nextAttempt":null,"id":"msg_1","eventId":null,"eventType":"a","payload":{ "x" : 1 },"channels":null,"tags":null,"timestamp":"1970-01-01T00:00:00.000Z","deliverAt":null},
            {"status":4,"statusText":"canceled","nextAttempt":null,"id":"msg_2","eventId":null,"eventType":"a","payload":{ "x" : 1 },"channels":null,"tags":null,"timestamp":"1970-01-01T00:00:00.000Z","deliverAt":null}
            ],"iterator":"msg_2","prevIterator":"-msg_1","done":true}
            """.ReplaceLineEndings(""));
        ListOut<EndpointMessageOut>.Create([], done: true, m => m.Id).Iterator.ShouldBeNull();
    }

    [Fact]
    public void Credentials_among_an_endpoints_headers_are_masked()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Example"] = "1", ["Authorization"] = "Basic x", ["X-Auth-Token"] = "t", ["x-api-key"] = "k" };

        var output = EndpointHeadersOut.FromHeaders(headers);

        output.Headers.Keys.ShouldBe(["X-Example"]);
        output.Sensitive.ShouldBe(["Authorization", "X-Auth-Token", "x-api-key"]);
    }

    private static T Read<T>(string body, Func<JsonFields, T> read)
        where T : class
    {
        var input = JsonFields.Read(Encoding.UTF8.GetBytes(body), read);
        input.Failed(out var error).ShouldBeFalse(string.Join('|', error?.Fields?.Select(f => string.Join('.', f.Loc) + " " + f.Msg) ?? []));
        return input.Value;
    }

    private static EndpointMessageOut Message(string id) => new()
    {
        Id = id,
        EventId = null,
        EventType = "a",
        Payload = new RawJson("""{ "x" : 1 }"""u8.ToArray()),
        Channels = null,
        Tags = null,
        Timestamp = 0,
        DeliverAt = null,
        Status = 4,
        NextAttempt = null,
    };
}
