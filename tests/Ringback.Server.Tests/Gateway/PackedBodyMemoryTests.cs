using System.IO.Compression;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>What a small body costs that is large when it is unpacked. What is measured is the whole process, so that no other test may run beside it.</summary>
[Collection(WholeProcess.Name)]
public sealed class PackedBodyMemoryTests : IAsyncLifetime
{
    private readonly byte[] _packed = Pack(new byte[64 << 20]);

    private GatewayServer _server = null!;
    private GatewaySource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await GatewayServer.StartAsync(new ManualTime(Sources.Now));
        _source = await _server.AddAsync("github", """{"secret":"s"}""", s => s with { Rules = s.Rules with { MaxBodyBytes = 25 << 20 } });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_bomb_is_413_and_takes_no_memory()
    {
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < 4; i++) (await SendAsync(("Content-Encoding", "gzip"))).Status.ShouldBe(413);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(128 << 20);
    }

    /// <summary>Signed and not declared, it is what its sender wanted to be kept.</summary>
    [Theory]
    [InlineData("deflate, br", 415, 0)]
    [InlineData("", 200, 1)]
    public async Task A_body_of_another_coding_is_not_unpacked(string coding, int status, int kept)
    {
        var before = GC.GetTotalAllocatedBytes();
        (await SendAsync(coding.Length == 0 ? [] : [("Content-Encoding", coding)])).Status.ShouldBe(status);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(32 << 20);
        var messages = await _source.MessagesAsync();
        messages.Count.ShouldBe(kept);
        messages.ShouldAllBe(message => message.ContentType == "application/octet-stream");
    }

    private Task<RunningServer.Answer> SendAsync(params (string, string)[] headers) =>
        _source.SendAsync("POST", "", _packed, [("X-Hub-Signature-256", "sha256=" + ProviderCases.Hex(ProviderCases.Mac("s", _packed))), .. headers]);

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }
}
