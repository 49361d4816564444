using System.Net;
using System.Text;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>A byte order mark before the JSON, as some editors and libraries write it, changes nothing (RFC 8259, 8.1).</summary>
public sealed class ByteOrderMarkTests : ApiTest
{
    private const string Messages = "/api/v1/app/shop/msg";

    public static TheoryData<string, string, string, int> Bodies { get; } = new()
    {
        { "POST", "/api/v1/app", """{"name":"a"}""", 201 },
        { "PATCH", "/api/v1/app/shop", """{"name":"b"}""", 200 },
        { "POST", Messages, """{"eventType":"a","payload":{"b":1}}""", 202 },
        { "POST", "/api/v1/app/shop/endpoint/hook/secret/rotate", "", 204 },
        { "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx"}""", 201 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_mark_before_the_JSON_changes_nothing(string method, string path, string body, int status)
    {
        await ApplicationAsync("shop");
        await EndpointAsync("shop", more: ""","uid":"hook" """);

        (await Server.SendAsync(method, path, Marked(body))).Status.ShouldBe(status, Server.LastAnswer);
        (await SendInChunksAsync(method, path, Marked(body))).ShouldBe((HttpStatusCode)status);
        // Only one, and only at the beginning.
        (await Server.SendAsync(method, path, Marked("\ufeff" + body))).Status.ShouldBe(422, Server.LastAnswer);
        (await Server.SendAsync(method, path, Encoding.UTF8.GetBytes(body + "\ufeff"))).Status.ShouldBe(body == "" ? status : 422, Server.LastAnswer);
    }

    [Fact]
    public async Task The_payload_is_kept_without_it_and_the_key_stands_for_the_same_body()
    {
        await ApplicationAsync("shop");
        const string Body = """{"eventType":"a","payload":{"b":1}}""";
        var first = await Server.SendAsync("POST", Messages, Encoding.UTF8.GetBytes(Body), ("Idempotency-Key", "k"));
        var again = await Server.SendAsync("POST", Messages, Marked(Body), ("Idempotency-Key", "k"));

        (first.Status, again.Status).ShouldBe((202, 202), again.Body);
        again.Body.ShouldBe(first.Body);
    }

    private static byte[] Marked(string body) => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)];

    private async Task<HttpStatusCode> SendInChunksAsync(string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await Server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
