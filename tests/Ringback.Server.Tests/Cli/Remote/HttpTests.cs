using Ringback.Cli.Remote;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli.Remote;

/// <summary>Requests to what is no HTTP server.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData("http", "SSH-2.0-OpenSSH_9.6\r\n", "invalid status line: 'SSH-2.0-OpenSSH_9.6'")]
    [InlineData("http", "", "response ended prematurely")]
    [InlineData("https", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "frame")]
    public async Task The_reason_inside_is_told(string scheme, string answer, string reason)
    {
        await using var stranger = new RawReceiver((connection, cancellation) => connection.WriteAsync(answer, cancellation));
        var url = new Uri($"{scheme}://127.0.0.1:{stranger.Port}/");
        using var server = new RemoteServer(url, "token");
        var failure = await Should.ThrowAsync<RequestFailedException>(() => server.AskAsync(api => api.Sources.GetAsync("x", TestContext.Current.CancellationToken)));
        failure.Message.ShouldStartWith($"the server at {scheme}://127.0.0.1:{stranger.Port} can't be asked: ");
        failure.Message.ShouldContain(reason);
        failure.Message.ShouldNotContain("see inner exception");
    }

    [Fact]
    public async Task A_reason_is_told_once()
    {
        using var server = new RemoteServer(new Uri("http://127.0.0.1:1/"), "token");
        var failure = await Should.ThrowAsync<RequestFailedException>(() => server.AskAsync(api => api.Sources.GetAsync("x", TestContext.Current.CancellationToken)));
        failure.Message.Split("Connection refused").Length.ShouldBe(2, failure.Message);
        failure.Message.ShouldEndWith(". Check that it runs, or give its address with --server.");
    }
}
