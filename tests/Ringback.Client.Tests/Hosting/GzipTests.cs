using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringback.Client.Tests.Verify;

namespace Ringback.Client.Tests.Hosting;

/// <summary>Bodies in gzip: unpacked within bounds, verified as what was packed or as what was sent, handled unpacked.</summary>
public sealed class GzipTests
{
    private const int Limit = 1024 * 1024;
    private const string Paid = """{"type":"invoice.paid","data":{"id":42}}""";
    private static readonly WebhookVerifier Verifier = WebhookVerifier.StandardWebhooks(Signed.Whsec);
    private readonly List<byte[]> _seen = [];

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("GZIP", false)]
    [InlineData("x-gzip", false)]
    [InlineData("gzip", true)]
    public async Task It_is_signed_before_or_after_packing_and_handled_unpacked(string coding, bool isSentSigned)
    {
        await using var app = await StartAsync();
        var body = Signed.Utf8(Paid);
        var packed = Pack(body);
        (await SendAsync(app, packed, isSentSigned ? packed : body, coding)).ShouldBe(HttpStatusCode.OK);
        _seen.ShouldHaveSingleItem().ShouldBe(body);
    }

    [Fact]
    public async Task What_is_signed_neither_way_is_401()
    {
        await using var app = await StartAsync();
        (await SendAsync(app, Pack(Signed.Utf8(Paid)), Signed.Utf8("other"))).ShouldBe(HttpStatusCode.Unauthorized);
        _seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_gzip_is_400()
    {
        await using var app = await StartAsync();
        var body = Signed.Utf8(Paid);
        var packed = Pack(body);
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0xFF;
        foreach (var sent in (byte[][])[body, [], packed[..^9], packed[..12], damaged])
            (await SendAsync(app, sent, body)).ShouldBe(HttpStatusCode.BadRequest, Convert.ToHexString(sent));
        _seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_limit_is_of_the_unpacked_body()
    {
        await using var app = await StartAsync();
        var exact = Signed.Utf8(Convert.ToHexString(RandomNumberGenerator.GetBytes(Limit / 2)));
        (await SendAsync(app, Pack(exact), exact, contentType: null)).ShouldBe(HttpStatusCode.OK);
        byte[] more = [.. exact, (byte)'0'];
        (await SendAsync(app, Pack(more), more, contentType: null)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_bomb_is_413()
    {
        await using var app = await StartAsync(options => options.MaxBodyBytes = 25 << 20);
        var packed = Pack(new byte[8 << 20]);
        (await SendAsync(app, packed, packed)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>Each gives back its part of the budget when it is answered: together they take more than all of it.</summary>
    [Fact]
    public async Task Room_is_given_back_with_the_answer()
    {
        await using var app = await StartAsync(options => options.MaxBodyBytes = 25 << 20);
        var large = Signed.Utf8(Convert.ToHexString(RandomNumberGenerator.GetBytes(5 << 20)));
        var packed = Pack(large, CompressionLevel.Fastest);
        for (var i = 0; i < 5; i++) (await SendAsync(app, packed, "other"u8.ToArray())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 413)]
    public async Task Who_maps_nothing_reads_it_unpacked(bool isTooLong, int expected)
    {
        await using var app = await TestApp.StartAsync(web => web.MapPost("/hooks", async (HttpContext http) =>
        {
            try
            {
                var request = await WebhookRequest.ReadAsync(http.Request, maxBodyBytes: 100);
                _seen.Add(request.Body.ToArray());
                return (await Verifier.VerifyAsync(request, http.RequestAborted)).IsValid ? Results.Ok() : Results.Unauthorized();
            }
            catch (BadHttpRequestException bad)
            {
                return Results.StatusCode(bad.StatusCode);
            }
        }));
        var body = Signed.Utf8(isTooLong ? new string('a', 101) : Paid);
        ((int)await SendAsync(app, Pack(body), body)).ShouldBe(expected);
        if (!isTooLong) _seen.ShouldHaveSingleItem().ShouldBe(body);
    }

    private static byte[] Pack(byte[] body, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }

    private static async Task<HttpStatusCode> SendAsync(TestApp app, byte[] sent, byte[] signed, string coding = "gzip", string? contentType = "application/json")
    {
        var headers = Signed.StandardHeaders(Signed.Whsec, "msg_1", DateTimeOffset.UtcNow, signed);
        headers["Content-Encoding"] = coding;
        using var response = await app.SendAsync("/hooks", sent, headers, contentType);
        return response.StatusCode;
    }

    private Task<TestApp> StartAsync(Action<WebhookOptions>? configure = null) => TestApp.StartAsync(web => web.MapWebhooks("/hooks", Verifier).OnUnknown((context, _) =>
    {
        _seen.Add(context.Body.ToArray());
        return Task.CompletedTask;
    }), configure);
}
