using System.Globalization;
using System.Text;
using Ringback.Core.Tests.Verify;

namespace Ringback.Server.Tests.Gateway;

/// <summary>What nobody honest sends: refused or kept as it is, bounded, and no harm to anyone else.</summary>
public sealed class HostileGatewayTests : IAsyncLifetime
{
    private GatewayServer _server = null!;
    private GatewaySource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayServer.StartAsync();
        _source = await _server.AddAsync("stripe", ProviderCases.Of("stripe").Config);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_body_that_ends_early_is_no_event()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"evt_1"}""");
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(Head(body, "Content-Length: 100"));
            await connection.SendAsync(body);
            connection.EndSending();
            (await connection.StatusAsync()).ShouldBeOneOf(null, 400);
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_harms_nobody()
    {
        for (var i = 0; i < 20; i++)
        {
            using var connection = await RawConnection.OpenAsync(_server);
            await connection.SendAsync(Head([], "Content-Length: 1000000") + "{");
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task Chunks_are_put_together_and_verified()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"evt_chunked"}""");
        using var connection = await RawConnection.OpenAsync(_server);
        await connection.SendAsync(Head(body, "Transfer-Encoding: chunked"));
        foreach (var one in body) await connection.SendAsync($"1\r\n{(char)one}\r\n");
        await connection.SendAsync("0\r\n\r\n");
        (await connection.StatusAsync()).ShouldBe(200);
        (await _source.MessagesAsync()).ShouldHaveSingleItem().Payload!.Value.ToArray().ShouldBe(body);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}x0\r\n\r\n")]
    public async Task Chunks_that_are_none_are_400(string chunks)
    {
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(Head("{}"u8.ToArray(), "Transfer-Encoding: chunked") + chunks);
            var answer = await connection.ReadAllAsync();
            answer.ShouldStartWith("HTTP/1.1 400 ");
            answer.ShouldContain("\"detail\":\"The body is incomplete.\"");
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task Chunks_without_end_are_413()
    {
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(Head([], "Transfer-Encoding: chunked"));
            var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
            for (var i = 0; i < 16; i++) await connection.SendAsync(chunk);
            // One byte more than may be, so that nothing is under way any more when the answer comes.
            await connection.SendAsync("1\r\nx\r\n");
            (await connection.StatusAsync()).ShouldBe(413);
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task Text_that_is_no_utf8_is_kept_byte_for_byte_and_can_be_shown()
    {
        byte[] body = [.. """{"id":"evt_1","text":" """u8, 0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80, .. "\"}"u8];
        (await _source.SendAsync("POST", "", body, Signed(body), ("Content-Type", "application/json"))).Status.ShouldBe(200);
        var message = (await _source.MessagesAsync()).ShouldHaveSingleItem();
        message.Payload!.Value.ToArray().ShouldBe(body);
        await AssertShownAsync(message.PublicId, body);
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(100_000, "application/json")]
    public async Task Json_that_is_nested_deep_is_kept_as_it_is(int depth, string? kept)
    {
        var body = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
        (await _source.SendAsync("POST", "", body, Signed(body), ("Content-Type", "application/json"))).Status.ShouldBe(200);
        var message = (await _source.MessagesAsync()).ShouldHaveSingleItem();
        message.ContentType.ShouldBe(kept);
        await AssertShownAsync(message.PublicId, body);
    }

    [Fact]
    public async Task Ten_thousand_headers_are_431()
    {
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            var head = new StringBuilder($"POST {_source.Path} HTTP/1.1\r\nHost: x\r\n");
            for (var i = 0; i < 10_000; i++) head.Append(CultureInfo.InvariantCulture, $"X-{i}: 1\r\n");
            await connection.SendUntilClosedAsync(head + "Content-Length: 0\r\n\r\n");
            (await connection.StatusAsync()).ShouldBe(431);
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task Of_two_signature_headers_nobody_can_say_which_counts()
    {
        var body = "{}"u8.ToArray();
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(Head(body, "Content-Length: 2\r\nStripe-Signature: t=1,v1=00") + "{}");
            (await connection.StatusAsync()).ShouldBe(401);
        }
        (await RefusedAsync()).ShouldContain("\"repeated\"");
    }

    [Fact]
    public async Task A_signature_with_ten_thousand_parts_is_refused_without_trying_them()
    {
        var parts = string.Join(',', Enumerable.Repeat("v1=" + new string('0', 64), 400));
        (await _source.PostAsync("{}", ("Stripe-Signature", $"t={ProviderCases.Seconds(DateTimeOffset.UtcNow)},{parts}"))).Status.ShouldBe(401);
        (await _source.PostAsync("{}", ("Stripe-Signature", "t=1," + string.Join(',', Enumerable.Repeat("v1=", 7000))))).Status.ShouldBe(401);
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendUntilClosedAsync($"POST {_source.Path} HTTP/1.1\r\nHost: x\r\nStripe-Signature: t=1,{string.Join(',', Enumerable.Repeat("v1=0011", 10_000))}\r\n\r\n");
            (await connection.StatusAsync()).ShouldBe(431);
        }
        (await RefusedAsync()).ShouldContain("\"malformed\"");
        await AssertServesAsync(events: 1);
    }

    [Theory]
    [InlineData("POST {0} HTTP/9.9\r\n\r\n")]
    [InlineData("POST {0}\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST {0} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST {0} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("POST {0} HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    public async Task What_is_no_http_is_answered_4xx_or_5xx_and_harms_nobody(string request)
    {
        using (var connection = await RawConnection.OpenAsync(_server))
        {
            await connection.SendAsync(string.Format(CultureInfo.InvariantCulture, request, _source.Path));
            (await connection.StatusAsync() ?? 400).ShouldBeInRange(400, 505);
        }
        await AssertServesAsync(events: 1);
    }

    [Fact]
    public async Task While_hundreds_of_slow_bodies_are_under_way_a_good_request_is_answered()
    {
        var slow = new List<RawConnection>();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                var connection = await RawConnection.OpenAsync(_server);
                slow.Add(connection);
                await connection.SendAsync(Head([], "Content-Length: 1000000") + "{\"id\":");
            }
            for (var i = 0; i < 10; i++)
            {
                var body = Encoding.UTF8.GetBytes($$"""{"id":"evt_{{i}}"}""");
                (await _source.SendAsync("POST", "", body, Signed(body))).Status.ShouldBe(200);
            }
            // And all of those are still being waited for.
            (await _source.MessagesAsync()).Count.ShouldBe(10);
        }
        finally
        {
            foreach (var connection in slow) connection.Dispose();
        }
    }

    [Fact, Trait("Category", "Slow")]
    public async Task A_body_that_trickles_is_given_up()
    {
        using var connection = await RawConnection.OpenAsync(_server);
        await connection.SendAsync(Head([], "Content-Length: 1000000") + "{");
        (await connection.StatusAsync()).ShouldBe(408);
        (await RefusedAsync()).ShouldContain("\"too_slow\"");
    }

    private static (string, string) Signed(byte[] body)
    {
        var seconds = ProviderCases.Seconds(DateTimeOffset.UtcNow);
        return ("Stripe-Signature", $"t={seconds},v1={ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, seconds, ".", body))}");
    }

    /// <summary>The head of a request that is signed for this body.</summary>
    private string Head(byte[] body, string more)
    {
        var (name, value) = Signed(body);
        return $"POST {_source.Path} HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\n{more}\r\n\r\n";
    }

    private async Task<string> RefusedAsync() => (await _server.Server.SendAsync("GET", $"/api/v1/source/{_source.Application.PublicId}/refused")).Body;

    /// <summary>That the server goes on, and has kept this many events, the one that says so included.</summary>
    private async Task AssertServesAsync(int events)
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"evt_last"}""");
        (await _source.SendAsync("POST", "", body, Signed(body))).Status.ShouldBe(200);
        (await _source.MessagesAsync()).Count.ShouldBe(events);
    }

    private async Task AssertShownAsync(string message, byte[] body)
    {
        (await _server.Server.SendAsync("GET", $"/api/v1/app/{_source.Application.PublicId}/msg/{message}")).Status.ShouldBe(200);
        var shown = await _server.Server.SendAsync("GET", $"/api/v1/source/{_source.Application.PublicId}/event/{message}");
        shown.Status.ShouldBe(200, shown.Body);
        System.Text.Json.JsonDocument.Parse(shown.Body).RootElement.GetProperty("body").GetBytesFromBase64().ShouldBe(body);
    }
}
