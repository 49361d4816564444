using System.Net;
using System.Text.Json.Nodes;
using Ringback.Client.Api;

namespace Ringback.Client.Tests.Api;

/// <summary>Another program at the address answers, too; and a path may lead to another address.</summary>
public sealed class StrangerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"data":[null],"done":true}""")]
    [InlineData("""{"id":1,"type":"a","name":"b"}""")]
    public async Task An_answer_that_isnt_the_API_s_is_an_exception_without_a_code(string answer)
    {
        using var server = new StubServer((HttpStatusCode.OK, answer), (HttpStatusCode.OK, answer));
        var client = Client(server);

        foreach (var call in (Func<Task>[])[() => client.Sources.GetAsync("a", Stop), () => client.Sources.ListAsync(Stop).ToListAsync(Stop).AsTask()])
        {
            var e = await Should.ThrowAsync<RingbackApiException>(call);
            (e.Status, e.Code, e.Detail, e.Fields.Count).ShouldBe((HttpStatusCode.OK, null, "the answer isn't the API's", 0));
        }
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_isnt_an_object_is_none_of_raw_JSON(string answer)
    {
        using var server = new StubServer((HttpStatusCode.OK, answer));

        (await Should.ThrowAsync<RingbackApiException>(() => Client(server).Raw.SendAsync(HttpMethod.Get, "api/v1/app", cancellation: Stop))).Code.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://example.com/api/v1/app")]
    [InlineData("//example.com/api/v1/app")]
    [InlineData("\\\\example.com/api/v1/app")]
    [InlineData("/api/v1/app")]
    [InlineData("../api/v1/app")]
    [InlineData("api/../../api/v1/app")]
    public async Task A_path_that_leads_elsewhere_is_told_no_token(string path)
    {
        using var server = new StubServer();

        await Should.ThrowAsync<ArgumentException>(() => Client(server).Raw.SendAsync(HttpMethod.Get, path, cancellation: Stop));
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Raw_JSON_keeps_its_nulls_and_a_POST_has_a_key()
    {
        using var server = new StubServer((HttpStatusCode.ServiceUnavailable, ""), (HttpStatusCode.NoContent, ""));

        (await Client(server).Raw.SendAsync(HttpMethod.Post, "api/v1/x?a=b", new JsonObject { ["a"] = null, ["b"] = 1.50m }, cancellation: Stop)).ShouldBeEmpty();

        server.Requests.Count.ShouldBe(2);
        server.Requests.ShouldAllBe(request => request.Uri == "http://server/base/api/v1/x?a=b" && request.Body == """{"a":null,"b":1.50}""");
        server.Requests.Select(request => request.Key).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
    }

    private static RingbackClient Client(StubServer server) =>
        new(new HttpClient(server, disposeHandler: false), new RingbackClientOptions { Server = new Uri("http://server/base"), Token = "token", FirstDelay = TimeSpan.Zero });
}
