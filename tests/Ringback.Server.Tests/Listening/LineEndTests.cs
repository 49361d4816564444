namespace Ringback.Server.Tests.Listening;

/// <summary>A head whose lines end by a bare LF is read differently by different servers, which is how one request is smuggled in another.</summary>
public sealed class LineEndTests
{
    [Theory]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 204)]
    [InlineData("GET /health HTTP/1.1\nHost: x\r\nConnection: close\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\nConnection: close\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nA: b\nConnection: close\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\n\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nA: b\r\r\nConnection: close\r\n\r\n", 400)]
    [InlineData("POST /api/v1/app HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nConnection: close\r\n\r\n0\r\n\r\n", 401)]
    public async Task Lines_of_a_head_end_by_CR_and_LF(string request, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var connection = await Gateway.RawConnection.OpenAsync(server.Client.BaseAddress!.Port);
        await connection.SendAsync(request);
        (await connection.StatusAsync()).ShouldBe(status);
    }
}
