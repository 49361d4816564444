using Ringback.Cli.Remote;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli.Remote;

/// <summary>What commands say of an answer that isn't what they asked for.</summary>
public sealed class RemoteServerTests
{
    private const string Stranger = "This doesn't seem to be a Ringback server. Give its address with --server.";

    [Theory]
    [InlineData(401, "anything", "the server at URL refused the token. Set another token in RINGBACK_TOKEN.")]
    [InlineData(409, """{"code":"conflict","detail":"It is taken."}""", "the server answered 409: It is taken.")]
    [InlineData(422, """{"detail":[{"loc":["body","config","secret"],"msg":"is missing","type":"a"},{"loc":["body","name"],"msg":"is too long","type":"b"}]}""",
        "the server answered 422: config.secret: is missing; name: is too long")]
    [InlineData(502, "<html>\n", "the server answered 502: <html> ")]
    [InlineData(503, "", "the server answered 503: (nothing)")]
    [InlineData(404, """{"error":"no"}""", """the server answered 404: {"error":"no"}""")]
    [InlineData(200, "hello", "the server at URL answered 200 with hello. " + Stranger)]
    [InlineData(200, "[]", "the server at URL answered 200 with []. " + Stranger)]
    [InlineData(200, """{"id":"a"}""", "the server at URL answered 200 without the fields of an answer. " + Stranger)]
    [InlineData(204, "", "the server at URL answered 204 without the fields of an answer. " + Stranger)]
    public async Task A_failure_is_told_at_once_in_a_command_s_words(int status, string body, string message)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/ingest/api/v1/source/a", Replies.Status(status, body));
        using var server = new RemoteServer(receiver.Url, "token");

        var failure = await Should.ThrowAsync<RequestFailedException>(() => server.AskAsync(api => api.Sources.GetAsync("a", TestContext.Current.CancellationToken)));

        failure.Message.ShouldBe(message.Replace("URL", receiver.Url.AbsoluteUri, StringComparison.Ordinal));
        failure.Status.ShouldBe(status is >= 200 and < 300 ? 0 : status);
        receiver.Requests.ShouldHaveSingleItem().Header("authorization").ShouldBe("Bearer token");
    }

    [Fact]
    public async Task A_redirect_isnt_followed_with_the_token()
    {
        await using var other = await FakeReceiver.StartAsync();
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/ingest/api/v1/source/a", Replies.Redirect(other.Url.AbsoluteUri));
        using var server = new RemoteServer(receiver.Url, "token");

        (await Should.ThrowAsync<RequestFailedException>(() => server.AskAsync(api => api.Sources.GetAsync("a", TestContext.Current.CancellationToken)))).Status.ShouldBeInRange(300, 399);

        other.Count.ShouldBe(0);
    }
}
