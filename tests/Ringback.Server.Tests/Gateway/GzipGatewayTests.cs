using System.IO.Compression;
using System.Text;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>Bodies in gzip: unpacked within bounds, verified as what was packed or as what was sent, kept unpacked.</summary>
public sealed class GzipGatewayTests : IAsyncLifetime
{
    private static readonly byte[] Body = """{"id":"evt_1","type":"invoice.paid","amount":1250}"""u8.ToArray();
    private GatewayServer _server = null!;
    private GatewaySource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        _source = await _server.AddAsync("github", """{"secret":"s"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("GZIP", false)]
    [InlineData("x-gzip", false)]
    [InlineData("gzip", true)]
    public async Task It_is_signed_before_or_after_packing_and_kept_unpacked(string coding, bool isSentSigned)
    {
        var packed = Pack(Body);
        (await SendAsync(packed, isSentSigned ? packed : Body, coding)).Status.ShouldBe(200);
        var message = (await _source.MessagesAsync()).ShouldHaveSingleItem();
        message.Payload!.Value.ToArray().ShouldBe(Body);
        message.ContentType.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_signed_neither_way_is_refused()
    {
        (await SendAsync(Pack(Body), "other"u8.ToArray(), "gzip")).Status.ShouldBe(401);
        (await _source.MessagesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("identity, gzip")]
    public async Task Other_codings_are_415(string coding) => (await SendAsync(Pack(Body), Body, coding)).Status.ShouldBe(415);

    [Fact]
    public async Task What_is_no_gzip_is_400()
    {
        var packed = Pack(Body);
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0xFF;
        foreach (var body in (byte[][])[Body, [], packed[..^9], packed[..12], damaged])
        {
            var answer = await SendAsync(body, Body, "gzip");
            answer.Status.ShouldBe(400, Convert.ToHexString(body));
            answer.Body.ShouldBe("""{"code":"generic_error","detail":"The body isn't gzip although its Content-Encoding says so."}""");
        }
        (await _source.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_limit_is_of_the_unpacked_body()
    {
        var limit = 1024 * 1024;
        var random = new byte[limit / 2];
        new Random(7).NextBytes(random);
        var exact = Encoding.ASCII.GetBytes(Convert.ToHexString(random));
        (await SendAsync(Pack(exact), exact, "gzip")).Status.ShouldBe(200);
        byte[] more = [.. exact, (byte)'0'];
        (await SendAsync(Pack(more), more, "gzip")).Status.ShouldBe(413);
    }

    [Fact]
    public async Task What_unpacks_to_a_hundred_times_its_size_is_413()
    {
        await _source.PutAsync(s => s with { Rules = s.Rules with { MaxBodyBytes = 25 << 20 } });
        (await SendAsync(Pack(new byte[8 << 20]), Body, "gzip")).Status.ShouldBe(413);
        var refused = await _server.Server.SendAsync("GET", $"/api/v1/source/{_source.Application.PublicId}/refused");
        refused.Body.ShouldContain("a hundred times");
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }

    private Task<RunningServer.Answer> SendAsync(byte[] sent, byte[] signed, string coding) => _source.SendAsync("POST", "", sent,
        ("X-Hub-Signature-256", "sha256=" + ProviderCases.Hex(ProviderCases.Mac("s", signed))), ("Content-Encoding", coding), ("Content-Type", "application/json"));
}
